"""The options that the counting commands share: choices and defaults are the library's, help and meaning the same."""

import click
import pytest

from kg.analysis import network
from kg.cli import cli, counting
from kg.cooccurrence import incidence, rows
from kg.cooccurrence.rows import Collector
from kg.exporters.tabular.pairs import Selection

SHARED = {
    "window": ("cooccur", "communities", "compare", "export"),
    "conditions": ("cooccur", "communities", "trends", "compare", "export"),
    "least": ("cooccur", "communities", "export"),
    "least_episodes": ("cooccur", "communities", "export"),
    "stratify": ("cooccur", "export"),
}


def test_the_choices_are_those_of_the_library() -> None:
    """The commands list them themselves, so that they start quickly; they must not part."""
    assert counting.STRATA == incidence.STRATA
    assert counting.PAIRS == network.PAIRS
    assert counting.DEFAULT_LEAST == rows.LEAST == Selection().least
    assert counting.DEFAULT_LEAST_EPISODES == rows.LEAST_EPISODES == Selection().least_episodes
    assert counting.DEFAULT_WINDOW == Collector().window == Selection().window


@pytest.mark.parametrize("name", SHARED)
def test_an_option_says_the_same_everywhere(name: str) -> None:
    """Help, default and choices of an option do not depend on the command."""
    options = [
        option for command in SHARED[name] for option in cli.commands[command].params if option.name == name
    ]
    assert len(options) == len(SHARED[name])
    said = {
        (option.help, str(option.default), str(option.type))
        for option in options
        if isinstance(option, click.Option)
    }
    assert len(said) == 1
