"""An archive as read comes in, what is odd about it goes out: one function a check."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path, PurePath

from kg.catalog import CatalogueError, load_catalogue
from kg.decisions import DecisionError, find_decisions, read_decisions
from kg.doctor.build import check_build, check_databases, check_manifest, check_output
from kg.doctor.results import Check, Result, Subject, episodes_of, number
from kg.loaders import form_of
from kg.model import Document, Episode
from kg.naming import slug
from kg.reading import read_document


def check_configuration(subject: Subject) -> Result:
    """Whether kg.toml can be gone by."""
    if subject.config_error:
        faults = number(len(subject.config_error), "fault")
        return Result(
            "fault",
            f"{subject.config_path}: {faults}",
            "mend them; until then commands that need it fail",
            subject.config_error,
        )
    if subject.config_path is None:
        return Result(
            "note", "no kg.toml", "write one with `kg init`, to state inputs, output and shows once"
        )
    return Result("ok", str(subject.config_path))


def check_files(subject: Subject) -> Result:
    """How many files were found, by form."""
    forms: Counter[str] = Counter()
    for episode in episodes_of(subject):
        for source in episode.sources:
            document = read_document(Path(source.path))
            forms[(form_of(document.text) if isinstance(document, Document) else None) or "gone"] += 1
    if not forms:
        given = ", ".join(map(str, subject.inputs))
        return Result(
            "fault",
            f"no episode in {given}",
            "name the folders that hold them, as PATH or under `inputs` in kg.toml",
        )
    told = ", ".join(f"{count:,} {form}" for form, count in _most(forms))
    return Result(
        "ok", f"{number(forms.total(), 'file')} of {number(len(episodes_of(subject)), 'episode')}: {told}"
    )


def check_skipped(subject: Subject) -> Result:
    """Which files are passed over, and why."""
    skipped = subject.reading.skipped if subject.reading else ()
    if not skipped:
        return Result("ok", "no file is skipped")
    reasons = Counter(item.reason for item in skipped)
    first = {item.reason: item.source for item in reversed(skipped)}
    details = tuple(f"{count:,} × {reason}, such as {first[reason]}" for reason, count in _most(reasons))
    return Result(
        "note", f"{number(len(skipped), 'file')} skipped", "look whether an episode is among them", details
    )


def check_dates(subject: Subject) -> Result:
    """Which episodes have no date."""
    without = [episode.id for episode in episodes_of(subject) if not episode.date]
    step = "give `date` in the front matter; kg trends and the timeline leave them out"
    return _without(subject, without, "date", step)


def check_titles(subject: Subject) -> Result:
    """Which episodes are called by their file's name."""
    without = [
        episode.id
        for episode in episodes_of(subject)
        if episode.title_text is None and slug(episode.title) == episode.id.partition("/")[2]
    ]
    return _without(
        subject, without, "title", "give `title` in the front matter, or begin the notes with a heading"
    )


def _without(subject: Subject, without: list[str], what: str, step: str) -> Result:
    if not without:
        return Result("ok", f"every episode has a {what}")
    count = f"{len(without):,} of {number(len(episodes_of(subject)), 'episode')}"
    return Result("note", f"{count} without a {what}", step, tuple(without))


def check_ids(subject: Subject) -> Result:
    """Which episodes were given a number behind their id, since another of their show has their name."""
    ids = {episode.id for episode in episodes_of(subject)}
    twice = [
        f"{base} and {episode.id}: {', '.join(source.path for source in episode.sources)}"
        for episode in episodes_of(subject)
        if (base := re.sub(r"-\d+$", "", episode.id)) != episode.id and base in ids and _named(episode, base)
    ]
    if not twice:
        return Result("ok", "no two episodes of a show have one name")
    step = "rename a file of each pair: the number may move when files are added"
    return Result("note", f"{number(len(twice), 'episode')} with the name of another", step, tuple(twice))


def _named(episode: Episode, id_: str) -> bool:
    stems = (re.sub(r"\.\w{1,8}$", "", PurePath(source.path).name) for source in episode.sources)
    return id_.partition("/")[2] in map(slug, stems)


def check_copies(subject: Subject) -> Result:
    """Which files are in the archive twice, byte for byte, as different episodes."""
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for episode in episodes_of(subject):
        for source in episode.sources:
            places[source.sha256].setdefault(episode.id, source.path)
    copies = sorted(" and ".join(sorted(paths.values())) for paths in places.values() if len(paths) > 1)
    if not copies:
        return Result("ok", "no file is there twice")
    step = "take one away: what both say is counted twice"
    return Result("note", f"{number(len(copies), 'file')} there more than once", step, tuple(copies))


def check_pairs(subject: Subject) -> Result:
    """Whether transcripts without notes stand beside notes without a transcript."""
    kinds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for episode in episodes_of(subject):
        kind = "both" if episode.sections and episode.turns else "notes" if episode.sections else "transcript"
        kinds[episode.show][kind].append(episode.id)
    totals = {
        kind: sum(len(show[kind]) for show in kinds.values()) for kind in ("both", "notes", "transcript")
    }
    text = f"{totals['both']:,} with both, {totals['notes']:,} with notes only, {totals['transcript']:,} with a transcript only"
    apart = [
        f"{name}: {number(len(show['notes']), 'episode')} of notes, such as {show['notes'][0]};"
        f" {len(show['transcript']):,} of transcripts, such as {show['transcript'][0]}"
        for name, show in sorted(kinds.items())
        if show["notes"] and show["transcript"]
    ]
    if not apart:
        return Result("ok", text)
    return Result(
        "note", text, "if some belong together, give both files one name or one number", tuple(apart)
    )


def check_shows(subject: Subject) -> Result:
    """Whether what is stated of shows is stated of shows that there are."""
    slugs = sorted({episode.show for episode in episodes_of(subject)})
    unknown = sorted(set(subject.config.shows) - set(slugs))
    if not unknown:
        return Result("ok", f"{number(len(slugs), 'show')}: {_few(slugs)}")
    details = []
    for name in unknown:
        near = get_close_matches(name, slugs, 1)
        details.append(f"[shows.{name}]" + (f"; did you mean [shows.{near[0]}]?" if near else ""))
    step = f"correct the slug in kg.toml; there are {_few(slugs) or 'none'}"
    return Result(
        "note", f"{number(len(unknown), 'show')} of kg.toml without an episode", step, tuple(details)
    )


def check_decisions(subject: Subject) -> Result:
    """Whether the files of decisions can be replayed."""
    files = find_decisions(subject.inputs, subject.config.decisions)
    if not files:
        return Result("ok", "none; `kg review` begins a file of them")
    try:
        decided = read_decisions(files)
    except DecisionError as error:
        return Result("fault", str(error), "correct the entry; until then no build is made")
    except OSError as error:
        return Result("fault", f"{error.filename}: {error.strerror}", "make the file readable")
    return Result("ok", f"{number(len(decided.entries), 'decision')} in {', '.join(map(str, files))}")


def check_overlays(subject: Subject) -> Result:
    """Whether the archive's own catalogue files follow the schema."""
    overlays = subject.config.catalogues
    if not overlays:
        return Result("ok", "none stated; the shipped catalogue counts")
    try:
        load_catalogue(*overlays)
    except CatalogueError as error:
        return Result("fault", str(error), "correct the entry; until then no build is made")
    except (OSError, UnicodeDecodeError) as error:
        return Result(
            "fault", f"{', '.join(map(str, overlays))}: {error}", "make the file readable, as UTF-8"
        )
    return Result("ok", ", ".join(map(str, overlays)))


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _few(names: Iterable[str], most: int = 8) -> str:
    names = list(names)
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


CHECKS: dict[str, Check] = {
    "configuration": check_configuration,
    "files": check_files,
    "skipped": check_skipped,
    "dates": check_dates,
    "titles": check_titles,
    "names": check_ids,
    "copies": check_copies,
    "notes and talk": check_pairs,
    "shows": check_shows,
    "decisions": check_decisions,
    "own catalogue": check_overlays,
    "output": check_output,
    "build": check_build,
    "manifest": check_manifest,
    "databases": check_databases,
}
"""What an archive and its build should be like, by name, in the order of asking."""
