"""An episode in, its `Extraction` out: everything found in one episode, and nothing beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.catalog import Catalogue
from kg.extractors.cast import cast_of
from kg.extractors.passages import Passages, stretches
from kg.extractors.people import extract_people
from kg.extractors.picks import extract_picks
from kg.extractors.references import extract_references
from kg.extractors.sponsors import extract_sponsors
from kg.extractors.technologies import extract_technologies
from kg.extractors.topics import extract_topics
from kg.model import Episode, Extraction, Pick, Show, Technology


def extract(
    episode: Episode, sources: Sequence[str], catalogue: Catalogue, show: Show | None = None
) -> Extraction:
    """Return all that is found in `episode`.

    Args:
        sources: the decoded text of each of the episode's sources, in their order.
        show: what is stated of the episode's show; None for nothing.
    """
    cast = cast_of(episode, catalogue.knows, show.hosts if show else ())
    passages = Passages(episode, cast.speakers)
    places = list(stretches(episode))
    people = extract_people(places, cast, passages, sources, catalogue, episode.show)
    sponsors = extract_sponsors(episode, places, passages)
    technologies = extract_technologies(episode, places, people, sponsors, passages, sources, catalogue)
    picks = extract_picks(episode, cast, places, passages)
    return Extraction(
        id=episode.id,
        show=episode.show,
        title=episode.title,
        number=episode.number,
        date=episode.date,
        duration=episode.duration,
        sources=episode.sources,
        tags=episode.tags,
        passages=tuple(passages.items),
        people=people,
        technologies=technologies,
        picks=tuple(_about(pick, technologies) for pick in picks),
        topics=extract_topics(episode),
        sponsors=sponsors,
        links=extract_references(episode, catalogue),
        speakers=tuple(cast.speakers.items()),
        words=sum(len(place.text.string.split()) for place in places),
        turns=sum(not turn.advertisement for turn in episode.turns),
        warnings=episode.warnings,
        audio=episode.audio,
        url=episode.url,
    )


def _about(pick: Pick, technologies: tuple[Technology, ...]) -> Pick:
    """Name the technologies that the words of a pick mention."""
    inside = [
        technology.name
        for technology in technologies
        if any(
            m.span.source == pick.span.source
            and pick.span.start <= m.span.start
            and m.span.end <= pick.span.end
            for m in technology.mentions
        )
    ]
    return replace(pick, technologies=tuple(inside))
