"""A catalogue that a store has kept is the one that its files make, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalog import load_catalogue
from kg.pipeline.catalogues import catalogue_of, keep_catalogue, want_catalogue
from kg.store import Store

OVERLAY = (
    "entries:\n  - {name: Tidewheel, kind: tool, weak: [Tide], cues: [wheel], hosts: [tidewheel.example]}\n"
)


@pytest.fixture(autouse=True)
def _afresh() -> None:
    catalogue_of.cache_clear()


def test_a_kept_catalogue_is_that_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry by entry, and what it finds; its files are not opened for it."""
    overlay = tmp_path / "more.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    with Store(tmp_path / "s.sqlite") as store:
        what = want_catalogue(store, (overlay,))
        plain = catalogue_of(what)
        keep_catalogue(store, what, plain)
        catalogue_of.cache_clear()
        monkeypatch.delattr("kg.pipeline.catalogues.load_catalogue")
        kept = catalogue_of(what)
    assert kept is not plain
    assert list(kept.entries.items()) == list(plain.entries.items())
    assert kept.digest == plain.digest == load_catalogue(overlay).digest
    text = "We put Lambda and the Tide wheel behind CloudFront."
    assert [hit.entry.id for hit in kept.find(text)] == [hit.entry.id for hit in plain.find(text)]


def test_only_the_last_one_is_kept(tmp_path: Path) -> None:
    """What an overlay said before it was changed is not, and a new one is read from its files."""
    overlay = tmp_path / "more.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    with Store(tmp_path / "s.sqlite") as store:
        before = want_catalogue(store, (overlay,))
        keep_catalogue(store, before, catalogue_of(before))
        overlay.write_text(OVERLAY.replace("Tidewheel", "Ebbwheel"), encoding="utf-8")
        after = want_catalogue(store, (overlay,))
        assert "ebbwheel" in catalogue_of(after).entries
        keep_catalogue(store, after, catalogue_of(after))
        assert [row[0] for row in store.rows("SELECT digest FROM catalogue")] == [after.digest]


def test_a_damaged_one_is_read_from_its_files(tmp_path: Path) -> None:
    """So is one in a store that is not there."""
    with Store(tmp_path / "s.sqlite") as store:
        what = want_catalogue(store, ())
        keep_catalogue(store, what, load_catalogue())
        with store.transaction():
            store.run("UPDATE catalogue SET catalogue = x'00112233445566'")
        assert catalogue_of(what).digest == load_catalogue().digest
    assert catalogue_of(what._replace(store=tmp_path / "none.sqlite")).digest == load_catalogue().digest
