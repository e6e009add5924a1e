"""kg on whole archives of real episodes: nothing breaks, nothing is lost, and every run says the same."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest

import kg
from kg.files import EXTRACTIONS, STORE
from kg.model import Extraction, Mention
from kg.pipeline.episodes import Reading, extract_all, read_episodes
from kg.reading import read_document

ROOT = Path(kg.__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLE = 120
BUILD_SAMPLE = 40
FEWEST_WORDS = 300
"""A transcript shorter than this may well be one person's."""

pytestmark = pytest.mark.skipif(not (CORPUS / "unpack").is_file(), reason="no archives in ../shared/corpus")


def all_files(folder: Path) -> list[Path]:
    """Return every file below `folder`, in the order of their paths."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def every(files: list[Path], count: int, corpus: Path) -> list[Path]:
    """Return about `count` of `files`, evenly spread, and the files that belong to the same episodes."""
    chosen = files[:: max(1, len(files) // count)]
    present = set(files)
    more = [other for path in chosen for other in companions(path, corpus) if other in present]
    return sorted({*chosen, *more})


def companions(path: Path, corpus: Path) -> list[Path]:
    """Return where the other files of a file's episode would lie, by the archives' own layout."""
    match path.relative_to(corpus).parts:
        case ("changelog", "notes", *rest):
            return [corpus.joinpath("changelog", "transcripts", *rest)]
        case ("changelog", "transcripts", *rest):
            return [corpus.joinpath("changelog", "notes", *rest)]
        case ("syntax", "shows", name) if number := re.match(r"\d+", name):
            return [corpus / "syntax" / "transcripts" / f"Syntax{int(number[0])}.srt"]
        case ("syntax", "transcripts", name) if number := re.search(r"\d+", name):
            return [*(corpus / "syntax" / "shows").glob(f"{int(number[0]):03} *.md")]
        case ("talkpython", *_):
            return [path.with_suffix(".txt"), path.with_suffix(".vtt")]
    return []


@dataclass(frozen=True)
class Sample:
    """Some files of the archives, and what kg makes of them."""

    files: list[Path]
    reading: Reading
    extractions: list[Extraction]


@pytest.fixture(scope="session")
def sample(corpus: Path) -> Sample:
    """About 120 files of all archives with their companions, read and extracted."""
    files = every(all_files(corpus), SAMPLE, corpus)
    reading = read_episodes(files)
    return Sample(files, reading, list(extract_all(reading.episodes)))


def mentions(extraction: Extraction) -> Iterable[Mention]:
    """Yield all mentions of an extraction."""
    for technology in extraction.technologies:
        yield from technology.mentions
    for person in extraction.people:
        yield from person.mentions


def test_the_sample_is_of_all_archives(sample: Sample, corpus: Path) -> None:
    """Each of the four archives has files in the sample, and episodes that two files make up."""
    assert len(sample.files) >= SAMPLE
    assert {path.relative_to(corpus).parts[0] for path in sample.files} == {
        "changelog",
        "devchat",
        "syntax",
        "talkpython",
    }
    joined = [Path(e.sources[0].path) for e in sample.reading.episodes if len(e.sources) > 1]
    assert {path.relative_to(corpus).parts[0] for path in joined} == {"changelog", "syntax", "talkpython"}


def test_every_file_ends_somewhere(sample: Sample) -> None:
    """A file is a source of exactly one episode or is skipped for a stated reason, never both or neither."""
    used = [source.path for episode in sample.reading.episodes for source in episode.sources]
    used += [skipped.source for skipped in sample.reading.skipped]
    assert sorted(used) == [path.as_posix() for path in sample.files]
    assert [skipped for skipped in sample.reading.skipped if not skipped.reason.strip()] == []
    assert [x.id for x in sample.extractions] == [episode.id for episode in sample.reading.episodes]


def test_every_mention_quotes_its_source(sample: Sample) -> None:
    """The source from start to end is the surface, for all mentions of technologies and people."""
    wrong: list[tuple[str, Mention]] = []
    total = 0
    for extraction in sample.extractions:
        texts = [getattr(read_document(Path(source.path)), "text", "") for source in extraction.sources]
        for mention in mentions(extraction):
            total += 1
            if texts[mention.span.source][mention.span.start : mention.span.end] != mention.surface:
                wrong.append((extraction.id, mention))
    assert wrong[:5] == []
    assert total > 1_000


def test_every_span_lies_in_its_source(sample: Sample) -> None:
    """Passages, picks, topics and links point into the file they are from, and none is empty."""
    wrong = []
    for x in sample.extractions:
        lengths = [len(getattr(read_document(Path(source.path)), "text", "")) for source in x.sources]
        spans = [*(p.span for p in x.passages), *(p.span for p in x.picks), *(t.span for t in x.topics)]
        spans += [reference.link.span for reference in x.links]
        wrong += [(x.id, span) for span in spans if not 0 <= span.start < span.end <= lengths[span.source]]
    assert wrong[:5] == []


def test_every_speaker_is_answered_for(sample: Sample) -> None:
    """Each label of a turn stands among the speakers, with a full name of the people or with None."""
    wrong = []
    for episode, extraction in zip(sample.reading.episodes, sample.extractions, strict=True):
        speakers = dict(extraction.speakers)
        labels = {turn.label for turn in episode.turns if turn.label and not turn.advertisement}
        people = {person.name for person in extraction.people}
        wrong += [(episode.id, label) for label in sorted(labels ^ set(speakers))]
        wrong += [(episode.id, name) for name in speakers.values() if name is not None and name not in people]
    assert wrong[:5] == []


def test_references_between_records_hold(sample: Sample) -> None:
    """Every passage that a mention, pick or sponsor points to exists, and none stands there for nothing."""
    wrong = []
    for x in sample.extractions:
        used = [*(m.passage for m in mentions(x)), *(p.passage for p in x.picks)]
        used += [passage for sponsor in x.sponsors for passage in sponsor.passages]
        wrong += [(x.id, passage) for passage in set(used) ^ set(range(len(x.passages)))]
    assert wrong[:5] == []


def test_transcripts_have_two_speakers(corpus: Path) -> None:
    """In 98 of 100 transcripts of DevChat at least two speakers are told apart.

    The survey of the archive found that 1,072 of 1,088 can be (98.5 %): the others are captions
    without speakers and monologues.
    """
    long, alone = 0, []
    for episode in read_episodes([corpus / "devchat"]).episodes:
        turns = [turn for turn in episode.turns if not turn.advertisement]
        if sum(len(turn.text.string.split()) for turn in turns) >= FEWEST_WORDS:
            long += 1
            if len({turn.label for turn in turns if turn.label}) < 2:
                alone.append(episode.id)
    assert long > 900
    assert len(alone) <= 0.02 * long, alone


def test_builds_are_byte_for_byte_the_same(corpus: Path, tmp_path: Path) -> None:
    """Hash seed, order of the paths and number of workers leave no trace in any output file."""
    files = [str(path) for path in every(all_files(corpus), BUILD_SAMPLE, corpus)]
    digests = []
    for seed, workers, paths in (("1", "1", files), ("2", "2", files[::-1])):
        output = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "kg", "build", "--quiet", "-j", workers, "-o", str(output), *paths],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        )
        found = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in output.iterdir()
            if path.is_file() and path.name != EXTRACTIONS
        }
        # The triple store's files tell when they were written; what it holds must be the same.
        held = sorted(map(str, pyoxigraph.Store.read_only(str(output / STORE))))
        digests.append(found | {STORE: hashlib.sha256("\n".join(held).encode()).hexdigest()})
    assert sorted(digests[0]) == [
        "dataset.ttl",
        "episodes.jsonl",
        "graph.html",
        "graph.json",
        "graph.oxigraph",
        "graph.ttl",
        "index.html",
        "manifest.json",
        "mentions.csv",
        "resolution.json",
    ]
    assert digests[0] == digests[1]
