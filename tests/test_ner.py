"""The recogniser: what it finds, and when it is loaded."""

import pytest

from kg import ner


def test_entities_have_the_offsets_of_their_sentence() -> None:
    """Each sentence has a list of its own, which may be empty."""
    first, second = ner.find_entities(["Yesterday I met Barbara Liskov in Boston.", "So it goes."])
    assert ner.Entity("Barbara Liskov", "PERSON", 16, 30) in first
    assert second == []


def test_only_the_components_in_use_are_loaded() -> None:
    """Tagger, parser and the rest are left out, not merely switched off."""
    model = ner.load_model()
    assert model.component_names == model.pipe_names == ["tok2vec", "ner"]


def test_no_model_is_loaded_for_no_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """An episode in which nobody stands in doubt does without."""
    monkeypatch.setattr(ner, "load_model", lambda: pytest.fail("the model was loaded"))
    assert list(ner.find_entities([])) == []
