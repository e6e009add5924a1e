"""`kg evaluate`: what counts as found, the figures and their intervals, the tables, and the messages."""

import copy
import importlib.machinery
import importlib.util
import json
import os
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.evaluation import AnnotationError, evaluate, narrowed, read_gold, sheet_of, source_files
from kg.evaluation.intervals import f1_intervals, percentiles
from kg.evaluation.items import Item, Sheet
from kg.evaluation.matching import likeness, pair_items, plain_name, plain_url, same_pick, same_technology
from kg.evaluation.report import as_json, render
from kg.evaluation.scoring import Row, Score, Tally, score_episode, total
from kg.model import (
    Extraction,
    Kind,
    Mention,
    Passage,
    Person,
    Pick,
    Place,
    Role,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)
from kg.pipeline.episodes import extract_all, read_episodes
from kg.records import dump_record, write_records

GOLD = Path(kg.__file__).parents[2] / "shared" / "gold"
NOTES = """---
title: 012 DS Pans with Marta Holloway
podcast: demo-show
episode_number: 12
---

**Panel:** Ruth Ashby

02:44 - Pans in Amazon S3

### Picks

- [Copper Pans](https://pans.example/) (Ruth)
"""
ANNOTATION: dict[str, Any] = {
    "id": "A1",
    "sources": ["demo-show/012-pans.md"],
    "people": [
        {"name": "Marta Holloway", "role": "guest", "aliases": []},
        {"name": "Ruth Ashby", "role": "host", "aliases": ["Ruth"]},
    ],
    "technologies": [
        {"name": "Amazon S3", "kind": "aws-service", "surfaces": ["Amazon S3"], "where": ["notes"]},
        {"name": "Redis", "kind": "database", "surfaces": ["Redis"], "where": ["notes", "picks"]},
    ],
    "picks": [{"title": "Copper Pans", "url": "https://pans.example/", "by": ["Ruth Ashby"]}],
    "topics": [{"time": "02:44", "title": "Pans in Amazon S3"}],
    "sponsors": [],
}


def kg_evaluate(*words: object) -> Result:
    """Run `kg evaluate` in this process."""
    return CliRunner().invoke(cli, ["evaluate", "-j", "1", *map(str, words)], prog_name="kg")


def annotated(**fields: Any) -> dict[str, Any]:
    """Return the annotation of the demo episode with some fields replaced."""
    return copy.deepcopy(ANNOTATION) | fields


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder of one episode, in which kg misses nothing but Redis, which is not there."""
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "A1.json").write_text(json.dumps(ANNOTATION), encoding="utf-8")
    (tmp_path / "episodes" / "demo-show").mkdir(parents=True)
    (tmp_path / "episodes" / "demo-show" / "012-pans.md").write_text(NOTES, encoding="utf-8")
    return tmp_path


def technology(name: str, kind: str = "tool", **more: Any) -> Item:
    """Return a technology; what is annotated and what is found look the same."""
    return Item(name, label=kind, labels=more.pop("labels", (kind,)), **more)


def sheet(*technologies: Item, **fields: tuple[Item, ...]) -> Sheet:
    """Return an episode's sheet."""
    return Sheet("A1", ("show/a.md",), "show", technologies=technologies, **fields)


# ── What is the same ───────────────────────────────────────────────────────────────────────────────


def test_names_are_compared_by_their_letters() -> None:
    """Case, punctuation and kinds of blanks say nothing; `+ # . @` inside a name do."""
    assert plain_name("  Node.JS&nbsp;(v8)\xa0") == plain_name("node.js v8") == "node.js v8"
    assert len({plain_name(name) for name in ("C", "C++", "C#")}) == 3
    assert plain_name("Turk’s head") == plain_name("Turk's head")


def test_addresses_are_compared_without_tracking() -> None:
    """Scheme, `www.`, a final slash and tracking fall away; what names the page stays."""
    assert plain_url("https://www.shop.example/dp/1/ref=x?tag=y") == plain_url("http://shop.example/dp/1/")
    assert plain_url("https://video.example/watch?v=1&t=2&utm=3") == "video.example/watch?t=2&v=1"
    assert (plain_url(None), plain_url("http://[broken")) == ("", "")


def test_a_name_goes_before_a_surface() -> None:
    """An item is paired with the one of its own name, though an earlier one shares a surface with it."""
    cdk, cli_ = technology("AWS CDK", surfaces=("AWS",)), technology("AWS", also=("Amazon Web Services",))
    found = [technology("Amazon Web Services", surfaces=("AWS",))]
    assert pair_items([cdk, cli_], found, same_technology) == [(1, 0)]
    assert pair_items([cdk], found, same_technology) == [(0, 0)]
    assert pair_items([cdk], [technology("Azure")], same_technology) == []


def test_a_pick_needs_its_link_or_a_like_title() -> None:
    """Two different links ask for a closer title than a missing one."""
    pick = Item("Copper Pans", url="https://pans.example/")
    assert same_pick(pick, Item("Something else", url="http://www.pans.example")) > 1
    assert same_pick(pick, Item("Copper Pan")) > 0.9
    assert (
        same_pick(Item("Copper Pans for cooks", url="a.example/1"), Item("Copper Pans", url="a.example/1"))
        > 1
    )
    apart = Item("Copper Pots", url="https://pots.example/")
    assert same_pick(pick, apart) == 0.0
    assert likeness("Copper Pans", "Copper Pots") >= 0.75


# ── Counts and figures ─────────────────────────────────────────────────────────────────────────────


def test_an_optional_item_does_not_count() -> None:
    """Neither when found nor when missed, in no row."""
    truth = sheet(
        technology("A", "tool", where=("notes",)), technology("B", "os", optional=True, where=("picks",))
    )
    found = technology("B", "os", where=("picks",), evidence=("catalogue",))
    right = technology("A", "tool", where=("notes",), evidence=("catalogue",))
    one, both = score_episode(truth, sheet(right)), score_episode(truth, sheet(right, found))
    assert one.rows == both.rows
    assert one.row("overall", "technologies") == Tally(1, 1, 1)
    assert one.faults == both.faults == ()


def test_both_readers_judgements_are_right() -> None:
    """`kinds`, `roles` and `by_also`: either value."""
    truth = sheet(
        technology("A", "tool", labels=("tool", "library")),
        people=(Item("Ann Bee", label="host", labels=("host", "guest")),),
        picks=(Item("Pans", by=("Ann Bee",), by_also=()),),
    )
    found = sheet(
        technology("A", "library"),
        people=(Item("Ann Bee", label="guest", labels=("guest",)),),
        picks=(Item("Pans"),),
    )
    score = score_episode(truth, found)
    assert [score.accuracies[name].value for name in ("kind", "role", "by")] == [1.0, 1.0, 1.0]
    assert score.row("kind", "library") == Tally(1, 1, 1)
    assert score.row("role", "guest") == Tally(1, 1, 1)
    assert score.faults == ()


def test_a_wrong_kind_is_missed_in_one_row_and_wrong_in_the_other() -> None:
    """It is found all the same, and told of once."""
    score = score_episode(sheet(technology("A", "tool")), sheet(technology("A", "os")))
    assert score.row("overall", "technologies") == Tally(1, 1, 1)
    assert (score.row("kind", "tool"), score.row("kind", "os")) == (Tally(1, 0, 0), Tally(0, 1, 0))
    assert score.row("any kind", "tool").recall == 1.0
    assert [(fault.trouble, fault.item, fault.detail) for fault in score.faults] == [
        ("kind", "A", "found as os, is tool")
    ]


def test_each_place_counts() -> None:
    """A technology counts in every place that it is annotated for, and in every one where it was found."""
    score = score_episode(
        sheet(technology("A", where=("notes", "picks")), technology("B", where=("notes",))),
        sheet(technology("A", where=("notes", "transcript"))),
    )
    rows = {place: score.row("place", place) for place in ("notes", "transcript", "picks")}
    assert rows == {"notes": Tally(2, 1, 1), "transcript": Tally(0, 1, 0), "picks": Tally(1, 0, 0)}


def test_evidence_has_precision_only() -> None:
    """What was found counts for every reason that it was found for."""
    score = score_episode(
        sheet(technology("A")),
        sheet(technology("A", evidence=("catalogue", "link")), technology("B", evidence=("ner",))),
    )
    rows = {name: score.row("technology evidence", name) for name in ("catalogue", "link", "ner")}
    assert rows == {"catalogue": Tally(0, 1, 1), "link": Tally(0, 1, 1), "ner": Tally(0, 1, 0)}


def test_shares_of_nothing_are_none() -> None:
    """Where nothing is annotated or found, every share is 0, and the table has a dash."""
    assert (Tally().precision, Tally().recall, Tally().f1) == (0.0, 0.0, 0.0)
    text = render(evaluate([sheet()], []))
    assert next(line for line in text.splitlines() if line.startswith("topics")).split() == [
        *["topics"], *"––––", "0", "0", "0"
    ]  # fmt: skip


def test_counts_add_up_before_shares_are_taken() -> None:
    """A long episode weighs more than a short one."""
    long = score_episode(sheet(*map(technology, "ABCD")), sheet(*map(technology, "ABC")))
    short = score_episode(sheet(technology("A")), None)
    both = total([long, short])
    assert both.row("overall", "technologies") == Tally(5, 3, 3)
    assert both.row("overall", "technologies").recall == 0.6
    assert [fault.item for fault in both.faults] == ["D", "A"]


# ── The interval ───────────────────────────────────────────────────────────────────────────────────


def test_the_interval_is_that_of_the_ordered_draws() -> None:
    """Of 1,000 figures the 25th and the 975th; of one, that one."""
    values = list(range(1, 1001))
    random.Random(1).shuffle(values)
    assert percentiles(values) == (25, 975)
    assert percentiles([0.5]) == (0.5, 0.5)


def test_the_interval_is_the_same_every_time() -> None:
    """It holds the figure, grows with what differs between episodes, and is a point where nothing does."""
    row: Row = ("overall", "technologies")
    even = [{row: Tally(10, 10, 8)}] * 6
    uneven = [{row: Tally(10, 10, right)} for right in (3, 5, 8, 9, 10, 10)]
    assert f1_intervals(even)[row] == pytest.approx((0.8, 0.8))
    low, high = f1_intervals(uneven)[row]
    assert low < 0.75 < high
    assert f1_intervals(uneven) == f1_intervals(uneven)


def test_a_row_that_a_draw_lacks_is_left_out_of_it() -> None:
    """A draw without any item of a row says nothing of it; nor does a single episode of anything."""
    row: Row = ("overall", "technologies")
    rare: Row = ("kind", "os")
    episodes = [{row: Tally(1, 1, 1), rare: Tally(1, 1, 1)}, *[{row: Tally(1, 1, 1)}] * 5]
    assert f1_intervals(episodes) == {row: (1.0, 1.0), rare: (1.0, 1.0)}
    assert f1_intervals(episodes[:1]) == {}


# ── The same figures as the gold data's own scorer ─────────────────────────────────────────────────


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The gold data's score.py; a check of the whole project may not go without it."""
    if not (GOLD / "score.py").is_file():
        reason = "no annotated episodes in ../shared/gold"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI=true")
        pytest.skip(reason)
    loader = importlib.machinery.SourceFileLoader("gold_score", str(GOLD / "score.py"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the gold data's folder stays as it is
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def compare(scorer: ModuleType, folder: Path, extractions: list[Extraction]) -> None:
    """Assert that the overall figures are those of score.py, to the last digit, and the errors as many."""
    truth = {item["id"]: item for item in scorer.read(folder)}
    records = [dump_record(extraction) for extraction in extractions]
    matched = {
        name: next((record for record in records if scorer.belongs(item, record)), {})
        for name, item in truth.items()
    }
    theirs, errors = scorer.score(truth, matched)
    score = evaluate(read_gold(folder).sheets, extractions).score
    for name in scorer.FIELDS:
        tally = score.row("overall", name)
        ours = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
        assert {**ours, "gold": tally.gold, "pred": tally.found, "hit": tally.right} == theirs[name], name
    for name, share in score.accuracies.items():
        assert {"value": share.value, "right": share.right, "of": share.of} == theirs[f"{name}_accuracy"]
    assert listed(score) == sorted(
        (episode, field, trouble)
        for episode, field, trouble, _ in (line.split("\t", 3) for line in errors)
        if field != "aws"
    )


def listed(score: Score) -> list[tuple[str, str, str]]:
    """Return the errors as score.py tells them apart; it has none for kinds."""
    faults = [(fault.episode, fault.field, fault.trouble) for fault in score.faults]
    return sorted(fault for fault in faults if fault[2] != "kind")


def test_the_gold_figures_are_those_of_the_scorer(scorer: ModuleType) -> None:
    """On the annotated episodes, with what kg finds in them."""
    reading = read_episodes(source_files(read_gold(GOLD)))
    compare(scorer, GOLD / "annotations", list(extract_all(reading.episodes)))


WORDS = "Ann Ruby Rails S3 Amazon Pans Copper Go C++ node.js Turk’s V8 &nbsp; Bee".split()


def invented(source: random.Random, number: int) -> tuple[dict[str, Any], Extraction]:
    """Return the annotation of an episode and an extraction from it, alike in part."""

    def name() -> str:
        return " ".join(source.choices(WORDS, k=source.randint(1, 3)))

    def names() -> list[str]:
        return [name() for _ in range(source.randint(0, 2))]

    def extras(**both: list[Any]) -> dict[str, Any]:
        given = {"optional": True, "also": names(), **both}
        return {key: value for key, value in given.items() if source.random() < 0.3}

    def several() -> range:
        return range(source.randint(0, 5))

    urls = [None, "https://www.a.example/x/ref=1?t=2&u=3", "http://a.example/x?t=2", "https://b.example/"]
    kinds: list[Kind] = ["aws-service", "tool", "language"]
    roles: list[Role] = ["host", "guest", "mentioned"]
    places: list[Place] = ["notes", "transcript", "picks"]
    annotation: dict[str, Any] = {
        "id": f"E{number}", "sources": [f"show/{number}.md"],
        "people": [{"name": name(), "role": source.choice(roles), **extras(roles=["host", "guest"])} for _ in several()],
        "technologies": [
            {"name": name(), "kind": source.choice(kinds), "surfaces": names(), "where": ["notes"], **extras(kinds=["tool", "os"])}
            for _ in several()
        ],
        "picks": [{"title": name(), "url": source.choice(urls), "by": names(), **extras(by_also=names())} for _ in several()],
        "topics": [{"time": f"0{n}:0{source.randint(0, 2)}", "title": name(), **extras()} for n in several()],
        "sponsors": [source.choice([name(), {"name": name(), **extras()}]) for _ in several()],
    }  # fmt: skip

    def mentions(surfaces: list[str]) -> tuple[Mention, ...]:
        return tuple(Mention(s, Span(0, 0, 1), source.choice(places), 0, "catalogue", 0.9) for s in surfaces)

    def near(field: str, key: str) -> list[str]:
        known = [item if isinstance(item, str) else item[key] for item in annotation[field]]
        return [n for n in known if source.random() < 0.6] + names()

    extraction = Extraction(
        f"show/{number}", "show", "", None, None, None, (Source(f"in/show/{number}.md", ""),), (),
        passages=(Passage("Words.", Span(0, 0, 6), "notes", None, None),),
        people=tuple(Person(n, source.choice(roles), (), ()) for n in near("people", "name")),
        technologies=tuple(Technology(None, n, source.choice(kinds), mentions(names())) for n in near("technologies", "name")),
        picks=tuple(Pick(n, source.choice(urls), tuple(names()), 0, Span(0, 0, 1)) for n in near("picks", "title")),
        topics=tuple(Topic(f"[{n}:0{source.randint(0, 2)}]", None, t, Span(0, 0, 1)) for n, t in enumerate(near("topics", "title"))),
        sponsors=tuple(Sponsor(n, ()) for n in near("sponsors", "name")),
    )  # fmt: skip
    return annotation, extraction


@pytest.mark.parametrize("seed", range(40))
def test_invented_figures_are_those_of_the_scorer(seed: int, scorer: ModuleType, tmp_path: Path) -> None:
    """On episodes with every field, optional items, other names and both readers' values; some are not found."""
    source = random.Random(seed)
    cases = [invented(source, number) for number in range(3)]
    for annotation, _ in cases:
        (tmp_path / f"{annotation['id']}.json").write_text(json.dumps(annotation), encoding="utf-8")
    compare(scorer, tmp_path, [extraction for _, extraction in cases if source.random() < 0.9])


# ── The command ────────────────────────────────────────────────────────────────────────────────────


def test_the_tables(gold: Path) -> None:
    """Each line fits 100 columns, and the overall rows say what was found."""
    result = kg_evaluate(gold, "--errors")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "1 annotated episode of 1 show"
    assert lines[3:6] == [
        "technologies                1.000      0.500      0.667               –        2        1        1",
        "AWS services                1.000      1.000      1.000               –        1        1        1",
        "people                      1.000      1.000      1.000               –        2        2        2",
    ]
    assert max(map(len, lines)) <= 100
    assert lines[-3:] == ["", "A1", "  technologies missed  Redis (database)"]
    assert result.stderr == "1 file: 1 episode, 0 companions, 0 skipped.\n"


def test_a_wrong_item_is_quoted(gold: Path) -> None:
    """Its first sentence stands under it with file, start and end, which are those of the source."""
    (gold / "annotations" / "A1.json").write_text(json.dumps(annotated(technologies=[])), encoding="utf-8")
    path = gold / "episodes" / "demo-show" / "012-pans.md"
    lines = kg_evaluate(gold, "--errors").stdout.splitlines()
    at = lines.index("  technologies wrong   Amazon S3 (aws-service)")
    assert lines[at + 1] == "      “02:44 - Pans in Amazon S3”"
    where, _, span = lines[at + 2].strip().rpartition(":")
    start, end = map(int, span.split("-"))
    assert where == path.as_posix()
    assert path.read_text(encoding="utf-8")[start:end] == "02:44 - Pans in Amazon S3"


def test_json_holds_everything(gold: Path) -> None:
    """One object: every table, the intervals, the errors."""
    data = json.loads(kg_evaluate(gold, "--json", "-q").stdout)
    assert sorted(data) == [
        "absent", "accuracies", "bootstrap", "by_episode", "episodes", "errors", "evidence", "kinds",
        "overall", "places", "recall_whatever_kind", "roles", "shows",
    ]  # fmt: skip
    assert (len(data["kinds"]), len(data["places"]), len(data["roles"])) == (13, 3, 3)
    assert data["overall"]["technologies"] == {
        "precision": 1.0, "recall": 0.5, "f1": 2 / 3, "gold": 2, "found": 1, "right": 1, "interval": None,
    }  # fmt: skip
    assert data["shows"].keys() == {"demo-show"}
    assert data["evidence"]["technologies"] == {"catalogue": {"precision": 1.0, "found": 1, "right": 1}}
    assert data["errors"] == [
        {
            "episode": "A1", "field": "technologies", "trouble": "missed", "item": "Redis", "detail": "database",
            "sentence": None, "source": None, "start": None, "end": None,
        }
    ]  # fmt: skip


def test_extractions_of_a_file_score_the_same(gold: Path, tmp_path: Path) -> None:
    """--predicted takes what `kg extract` wrote, and then needs no sources."""
    path = tmp_path / "episodes.jsonl"
    write_records(extract_all(read_episodes([gold / "episodes"]).episodes), path)
    extracted = kg_evaluate(gold, "--errors").stdout
    assert kg_evaluate(gold / "annotations", "--predicted", path, "--errors").stdout == extracted


def test_a_broken_file_of_extractions(gold: Path, tmp_path: Path) -> None:
    """A line that is none, or one that points to a passage it lacks, ends with 1 and is named."""
    (extraction,) = extract_all(read_episodes([gold / "episodes"]).episodes)
    lacking = json.dumps(dump_record(extraction) | {"passages": []})
    for line, message in (
        ("{}", "line 1: not an episode as kg writes it"),
        (lacking, "there is no passage "),
    ):
        (tmp_path / "x.jsonl").write_text(line, encoding="utf-8")
        result = kg_evaluate(gold, "--predicted", tmp_path / "x.jsonl")
        assert (result.exit_code, result.stdout) == (1, "")
        assert message in result.stderr


def test_the_sources_may_lie_elsewhere(gold: Path, tmp_path: Path) -> None:
    """--episodes names the folder they are relative to; nothing else in it is read."""
    (gold / "episodes").rename(tmp_path / "archive")
    (tmp_path / "archive" / "demo-show" / "013-pots.md").write_text(
        NOTES.replace("12", "13"), encoding="utf-8"
    )
    result = kg_evaluate(gold, "--episodes", tmp_path / "archive")
    assert (result.exit_code, result.stderr) == (0, "1 file: 1 episode, 0 companions, 0 skipped.\n")
    for folder in (gold, gold / "annotations"):
        failed = kg_evaluate(folder)
        assert (failed.exit_code, failed.stdout) == (1, "")
        assert "say with --episodes where the sources lie" in failed.stderr


def test_paths_narrow_the_episodes(gold: Path) -> None:
    """Only episodes with a source at or below a path count; a path with none is an error."""
    other = annotated(id="A2", sources=["other/1.md"])
    (gold / "annotations" / "A2.json").write_text(json.dumps(other), encoding="utf-8")
    truth = read_gold(gold)
    here = gold / "episodes" / "demo-show"
    for path in (here, here / "012-pans.md"):
        assert [sheet.id for sheet in narrowed(truth, [path]).sheets] == ["A1"]
    assert narrowed(truth, []) is truth
    assert kg_evaluate(gold, here).exit_code == 0
    failed = kg_evaluate(gold, gold / "episodes" / "demo")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "no annotated episode has a source there" in failed.stderr


def test_an_episode_that_cannot_be_read_counts_as_empty(gold: Path) -> None:
    """It is told of; with --strict the run ends with 3."""
    (gold / "episodes" / "demo-show" / "012-pans.md").write_bytes(bytes(range(256)) * 4)
    result = kg_evaluate(gold)
    assert result.exit_code == 0
    assert "skipped " in result.stderr
    assert "nothing was found of A1" in result.stderr
    assert kg_evaluate(gold, "--strict").exit_code == 3
    assert json.loads(kg_evaluate(gold, "--json", "-q").stdout)["absent"] == ["A1"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": ""}, "A1.json: field `id`: must be a string that is not empty"),
        ({"sources": []}, "A1.json: field `sources`: must be a list of strings with one at least"),
        ({"sources": ["../x.md"]}, "A1.json: field `sources`: '../x.md' must be a relative path without `..`"),
        ({"sources": ["gone.md"]}, "annotation A1: field `sources`: there is no "),
        ({"topics": None}, "A1.json: field `topics`: must be a list, empty where there is nothing"),
        ({"people": ["Ann"]}, "A1.json: people 1: must be an object, not 'Ann'"),
        ({"people": [{"role": "host"}]}, "A1.json: people 1: field `name`: must be a string"),
        ({"people": [{"name": "Ann", "role": "boss"}]}, "people 1 (Ann): field `role`: 'boss' is none of host, guest"),
        ({"technologies": [{"name": "S3"}]}, "technologies 1 (S3): field `kind`: must be a string"),
        ({"technologies": [{"name": "S3", "kind": "tool", "kinds": ["aws"]}]}, "field `kinds`: 'aws' is none of "),
        ({"technologies": [{"name": "S3", "kind": "tool", "where": ["ads"]}]}, "field `where`: 'ads' is none of notes"),
        ({"technologies": [{"name": "S3", "kind": "tool", "optional": "yes"}]}, "field `optional`: must be true or false"),
        ({"picks": [{"title": "Pans", "url": 1}]}, "picks 1 (Pans): field `url`: must be a string or null"),
        ({"picks": [{"title": "Pans", "by": "Ann"}]}, "picks 1 (Pans): field `by`: must be a list of strings"),
        ({"topics": [{"title": "Pans"}]}, "topics 1 (Pans): field `time`: must be a string"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_broken_annotation_is_named(fields: dict[str, Any], message: str, gold: Path) -> None:
    """The one line on stderr has file, item and field; the run ends with 1."""
    (gold / "annotations" / "A1.json").write_text(json.dumps(annotated(**fields)), encoding="utf-8")
    result = kg_evaluate(gold)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_annotations_that_are_none(gold: Path, tmp_path: Path) -> None:
    """A missing folder, an empty one, a file that is no JSON and two files of one id are told apart."""
    (tmp_path / "empty").mkdir()
    for folder, message in (
        (tmp_path / "gone", "no such folder"),
        (tmp_path / "empty", "holds no annotation files"),
    ):
        with pytest.raises(AnnotationError, match=message):
            read_gold(folder)
    (gold / "annotations" / "A2.json").write_text(json.dumps(ANNOTATION), encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"A2\.json: field `id`: 'A1' is also that of .*A1\.json"):
        read_gold(gold)
    for text, message in (("{", "not readable"), ("[]", "must be one JSON object")):
        (gold / "annotations" / "A2.json").write_text(text, encoding="utf-8")
        with pytest.raises(AnnotationError, match=message):
            read_gold(gold)


def test_the_first_extraction_of_an_episode_counts(gold: Path) -> None:
    """A source matches by whole names; what belongs to no annotated episode is passed over."""
    truth = read_gold(gold).sheets
    (extraction,) = extract_all(read_episodes([gold / "episodes"]).episodes)
    found = sheet_of(extraction)
    alike = Sheet("x", ("y/another-demo-show/012-pans.md",), "x")
    empty = Sheet("z", found.sources, "z")
    assert evaluate(truth, [alike]).absent == ("A1",)
    assert evaluate(truth, [alike, found, empty]).score == evaluate(truth, [found]).score
    assert as_json(evaluate(truth, [empty]))["overall"]["people"]["found"] == 0
