"""An episode in; its people with their roles, and who speaks under which label, out.

Who takes part is told by the episode itself: the title ("with A and B"), panel and guest lists,
"X Introduction" headings and tags (listed_people), speaker labels (speaker_labels), and the opening of the
talk or the prose of the notes (introductions). First names are resolved to full ones within the episode
only (participants). An archive's owner may state who hosts a show (stated_hosts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from kg.extractors.introductions import add_from_opening, add_from_picks, add_from_prose, opening_of
from kg.extractors.listed_people import introduced_names, names_in_lists, tagged_names, title_names
from kg.extractors.participants import Participant, find, include
from kg.extractors.roles import set_roles
from kg.extractors.speaker_labels import resolve_labels
from kg.extractors.stated_hosts import named_in_full, settle_hosts
from kg.model import Episode
from kg.names import find_names, plain_name


class Cast:
    """Who takes part in an episode, and the resolution of labels and first names to full names."""

    def __init__(self, participants: list[Participant], speakers: dict[str, str | None]) -> None:
        self.participants = participants
        self.speakers = speakers
        """Label as written to full name, or None where it names nobody known."""

    def resolve(self, written: str) -> str | None:
        """Return the full name that a label, first name or nickname stands for in this episode."""
        found = find(self.participants, written)
        return found.name if found else None


def cast_of(
    episode: Episode,
    is_technology: Callable[[str], bool] = lambda name: False,
    hosts: Sequence[str] = (),
) -> Cast:
    """Return who takes part in `episode`, from its notes, labels and opening.

    Args:
        is_technology: whether a name is one that the catalogue knows; such a one is nobody's.
        hosts: full names that are stated for the show (kg.extractors.stated_hosts).
    """
    people: list[Participant] = []
    for name in named_in_full(episode, hosts):
        include(people, name, "host", listed=True)
    labels = Counter(turn.label for turn in episode.turns if turn.label and not turn.advertisement)
    opening = opening_of(episode)
    known = _names_known(episode, opening, labels)
    for name in title_names(episode.title, is_technology):
        include(people, name, "guest", listed=True)
    for name, role, profiles in names_in_lists(episode, known):
        if not is_technology(name):
            include(people, name, role, listed=True).profiles.extend(profiles)
    for name in introduced_names(episode):
        include(people, name, "guest", listed=True)
    for name in tagged_names(episode):
        include(people, name, None, listed=True)
    speakers = resolve_labels(episode, people, labels, opening, hosts)
    add_from_opening(people, opening)
    if not episode.turns:
        add_from_prose(episode, people, is_technology)
    add_from_picks(episode, people)
    stated = settle_hosts(people, hosts)
    speakers = {label: stated.get(name, name) if name else None for label, name in speakers.items()}
    set_roles(people, episode, opening)
    return Cast(people, speakers)


def _names_known(episode: Episode, opening: str, labels: Counter[str]) -> frozenset[str]:
    """Return, case-folded, the full names that title, labels, opening and tags have; lists may run them together."""
    names = {n.casefold() for n in title_names(episode.title)}
    names |= {plain_name(label).casefold() for label in labels if " " in label}
    names |= {span.name.casefold() for span in find_names(opening)}
    names |= {plain_name(tag).casefold() for tag in episode.tags if " " in tag.strip()}
    return frozenset(names)
