"""An invented archive as N-Quads that follow kg's model, of any size, and stores of it."""

from __future__ import annotations

import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from kg.query.store import load_store
from kg.vocabulary import prefixes

BASE = "https://kg.example"
EPISODES, SEED = 24, 7
PREFIXES = prefixes(BASE)
SERVICES = "S3 Lambda DynamoDB EC2 Kinesis Athena Glue Fargate Aurora Redshift".split()
KINDS = ("aws-service", "language", "database", "framework", "tool", "library")
SHOWS = ("cloud-hour", "quiet-code", "late-deploy")


def curie(name: str) -> str:
    """Return a prefixed name as an IRI in angle brackets."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


A, LABEL, NAME = curie("rdf:type"), curie("rdfs:label"), curie("schema:name")


def number(value: int) -> str:
    return f'"{value}"^^{curie("xsd:integer")}'


def decimal(value: float) -> str:
    return f'"{value:.4f}"^^{curie("xsd:decimal")}'


def text(value: str) -> str:
    return f'"{value}"@en'


class Archive:
    """Quads of `episodes` invented episodes; the same for the same arguments."""

    def __init__(
        self, episodes: int = EPISODES, technologies: int = 40, people: int = 12, turns: int = 8
    ) -> None:
        self.random = random.Random(SEED)
        self.episodes, self.turns = episodes, turns
        self.technologies = [f"technology/t-{n}" for n in range(technologies)]
        self.people = [f"person/p-{n}" for n in range(people)]
        self.weights = [1 / (n + 1) ** 1.05 for n in range(technologies)]
        self.speaks: set[tuple[str, str]] = set()
        self.windows: dict[str, Counter[str]] = {"turn": Counter(), "episode": Counter()}
        self.pairs: dict[str, Counter[tuple[str, str]]] = {"turn": Counter(), "episode": Counter()}
        self.in_episodes: Counter[tuple[str, str]] = Counter()
        self.number = dict.fromkeys(self.windows, 0)

    def quads(self) -> Iterator[str]:
        """Yield the lines."""
        for n in range(1, self.episodes + 1):
            yield from self.episode(n)
        yield from self.entities()
        yield from self.cooccurrence()
        yield from self.rest()

    def named(self, n: int) -> str:
        """Return the label of the nth technology."""
        return (
            f"{SERVICES[n // len(KINDS)]}"
            if n % len(KINDS) == 0 and n // len(KINDS) < len(SERVICES)
            else f"Tool {n}"
        )

    def entities(self) -> Iterator[str]:
        """Yield what holds across episodes."""
        g = f"<{BASE}/graph/entities>"
        for n, node in enumerate(self.technologies):
            t, name, kind = f"<{BASE}/{node}>", self.named(n), KINDS[n % len(KINDS)]
            known = n % 7 != 3
            yield f"{t} {A} {curie('skos:Concept')} {g} ."
            yield f"{t} {curie('skos:prefLabel')} {text(name)} {g} ."
            yield f"{t} {LABEL} {text(name)} {g} ."
            yield f"{t} {curie('skos:altLabel')} {text('The ' + name)} {g} ."
            if n in (0, 1):
                yield f"{t} {curie('skos:altLabel')} {text('Shared Alias')} {g} ."
            yield f"{t} {curie('skos:hiddenLabel')} {text(name.lower())} {g} ."
            yield f"{t} {curie('skos:inScheme')} <{BASE}/technology> {g} ."
            yield f"{t} {curie('kg:kind')} {curie('kind:' + kind)} {g} ."
            yield f'{t} {curie("kg:known")} "{str(known).lower()}"^^{curie("xsd:boolean")} {g} .'
            yield f'{t} {curie("kg:status")} "{"known" if known else ("confirmed", "unconfirmed")[n % 2]}" {g} .'
            if n % 3 == 0:
                yield f"{t} {curie('schema:url')} <https://t{n}.example/> {g} ."
            if n % 4 == 0:
                yield f"{t} {curie('skos:exactMatch')} <http://dbpedia.org/resource/T{n}> {g} ."
        for n, node in enumerate(self.people):
            p, name = f"<{BASE}/{node}>", text(f"Person {n} Name")
            yield f"{p} {A} {curie('schema:Person')} {g} ."
            for term in (LABEL, NAME, curie("foaf:name")):
                yield f"{p} {term} {name} {g} ."
            yield f"{p} {curie('schema:alternateName')} {text(f'P{n}')} {g} ."
            if n % 2:
                yield f"{p} {curie('schema:sameAs')} <https://social.example/p{n}> {g} ."
        for person, technology in sorted(self.speaks):
            yield f"<{BASE}/{person}> {curie('kg:speaksOf')} <{BASE}/{technology}> {g} ."
        for show in SHOWS:
            s, name = curie(f"show:{show}"), text(show.replace("-", " ").title())
            yield f"{s} {A} {curie('schema:PodcastSeries')} {g} ."
            yield f"{s} {LABEL} {name} {g} ."
            yield f"{s} {NAME} {name} {g} ."
        for n in range(3):
            s = curie(f"sponsor:sponsor-{n}")
            yield f"{s} {A} {curie('schema:Organization')} {g} ."
            yield f"{s} {LABEL} {text(f'Sponsor {n}')} {g} ."
            yield f"{s} {NAME} {text(f'Sponsor {n}')} {g} ."

    def episode(self, n: int) -> Iterator[str]:
        """Yield what the nth episode states."""
        draw = self.random
        show = SHOWS[n % len(SHOWS)]
        eid = f"{show}/{n:04}"
        e, g = f"<{BASE}/episode/{eid}>", f"<{BASE}/graph/episode/{eid}>"
        count = len(self.people)
        host = self.people[n % len(SHOWS)] if n % 5 else self.people[(n // 5) % count]
        guest = self.people[(n * 7 + 3) % count]
        digest = hashlib.sha256(eid.encode()).hexdigest()
        source = f"<{BASE}/source/{eid}/{digest[:16]}>"
        sentence = f"{n} a sentence | of the episode"
        yield f"{e} {A} {curie('schema:PodcastEpisode')} {g} ."
        yield f"{e} {LABEL} {text(f'{n:04} Episode')} {g} ."
        yield f"{e} {NAME} {text(f'{n:04} Episode')} {g} ."
        yield f"{e} {curie('schema:partOfSeries')} {curie('show:' + show)} {g} ."
        yield f"{e} {curie('schema:episodeNumber')} {number(n)} {g} ."
        if n % 11:
            year, month, day = 2012 + n * 12 // (self.episodes + 1), n % 12 + 1, n % 27 + 1
            yield f'{e} {curie("schema:datePublished")} "{year}-{month:02}-{day:02}"^^{curie("xsd:date")} {g} .'
        yield f"{e} {curie('kg:words')} {number(1000 + n)} {g} ."
        yield f"{e} {curie('schema:associatedMedia')} {source} {g} ."
        for term in (curie("schema:MediaObject"), curie("prov:Entity")):
            yield f"{source} {A} {term} {g} ."
        yield f'{source} {curie("schema:sha256")} "{digest}" {g} .'
        yield f'{source} {curie("kg:path")} "episodes/{eid}.md" {g} .'
        yield f"{e} {curie('kg:host')} <{BASE}/{host}> {g} ."
        if guest != host:
            yield f"{e} {curie('kg:guest')} <{BASE}/{guest}> {g} ."
        yield f"{e} {curie('schema:sponsor')} {curie(f'sponsor:sponsor-{n % 3}')} {g} ."
        said: Counter[str] = Counter()
        first: dict[str, str] = {}
        for turn in range(1, self.turns + 1):
            who = (host, guest, None)[turn % 3 if turn % 4 else 2]
            t = f"<{BASE}/turn/{eid}/{turn}>"
            yield f"{t} {A} {curie('kg:Turn')} {g} ."
            yield f"{t} {curie('schema:partOfEpisode')} {e} {g} ."
            yield f"{t} {curie('schema:position')} {number(turn)} {g} ."
            speaker = f"{curie('kg:speaker')} <{BASE}/{who}>" if who else f'{curie("kg:speakerLabel")} "GUY"'
            yield f"{t} {speaker} {g} ."
            yield f"{t} {curie('schema:startOffset')} {number(turn * 30)} {g} ."
            # Every sixth episode is about what is rare, a part of which is named in no other.
            half, last = len(self.technologies) // 2, len(self.technologies) * 9 // 10
            among = slice(half, None) if n % 6 == 0 else slice(last)
            drawn = draw.choices(self.technologies[among], self.weights[among], k=draw.randint(0, 4))
            names = sorted(
                {*drawn, *(self.technologies[last : last + 1] if n % 6 == 0 and turn == 1 else ())}
            )
            self.count("turn", names)
            for at, node in enumerate(names):
                said[node] += 1
                if who:
                    self.speaks.add((who, node))
                start = turn * 1000 + at * 100
                passage = f"<{BASE}/passage/{eid}/{digest[:8]}-{start}-{start + 80}>"
                first.setdefault(node, passage)
                yield f"{passage} {A} {curie('kg:Passage')} {g} ."
                yield f"{passage} {curie('oa:hasSource')} {e} {g} ."
                yield f"{passage} {curie('schema:text')} {text(f'{sentence} {turn}.{at}')} {g} ."
                yield f'{passage} {curie("kg:place")} "transcript" {g} .'
                yield f"{passage} {curie('kg:turn')} {t} {g} ."
                yield f"{passage} {speaker} {g} ."
                yield f"{passage} {curie('oa:hasSelector')} <{BASE}/time/{turn * 30}> {g} ."
                yield f"{passage} {curie('schema:startOffset')} {number(turn * 30)} {g} ."
                mention = f"<{BASE}/mention/{eid}/{digest[:8]}-{start + 5}-{start + 9}>"
                yield f"{mention} {A} {curie('oa:Annotation')} {g} ."
                yield f"{mention} {curie('oa:motivatedBy')} {curie('oa:identifying')} {g} ."
                yield f"{mention} {curie('oa:hasBody')} <{BASE}/{node}> {g} ."
                yield f"{mention} {curie('kg:passage')} {passage} {g} ."
                yield f'{mention} {curie("kg:evidence")} "catalogue" {g} .'
                sure = 0.55 if start % 13 == 0 else 0.95
                yield f"{mention} {curie('kg:confidence')} {decimal(sure)} {g} ."
        self.count("episode", sorted(said))
        for node, times in sorted(said.items()):
            c = f"<{BASE}/coverage/{eid}/{node.partition('/')[2]}>"
            yield f"{e} {curie('schema:mentions')} <{BASE}/{node}> {g} ."
            yield f"{c} {A} {curie('kg:Coverage')} {g} ."
            yield f"{c} {curie('kg:episode')} {e} {g} ."
            yield f"{c} {curie('kg:entity')} <{BASE}/{node}> {g} ."
            yield f"{c} {curie('kg:mentions')} {number(times)} {g} ."
            yield f"{c} {curie('kg:passage')} {first[node]} {g} ."
        spoken = self.people[(n * 5 + 1) % count]
        if spoken not in (host, guest):
            yield f"{e} {curie('schema:mentions')} <{BASE}/{spoken}> {g} ."
        for k in range(1, 4):
            topic = f"<{BASE}/topic/{eid}/{k}>"
            yield f"{topic} {A} {curie('schema:Clip')} {g} ."
            yield f"{topic} {LABEL} {text(f'Topic {k}')} {g} ."
            yield f"{topic} {NAME} {text(f'Topic {k}')} {g} ."
            yield f"{topic} {curie('schema:partOfEpisode')} {e} {g} ."
            if k != 2:
                yield f"{topic} {curie('schema:startOffset')} {number(k * 100)} {g} ."
            for node in sorted(said)[: k - 1]:
                yield f"{topic} {curie('schema:about')} <{BASE}/{node}> {g} ."
            pick = f"<{BASE}/pick/{eid}/{k}>"
            item = f"{pick[:-1]}/item>"
            title = f"Thing {(n * k) % max(9, self.episodes // 3)}"
            yield f"{pick} {A} {curie('schema:Recommendation')} {g} ."
            yield f"{pick} {LABEL} {text(title)} {g} ."
            yield f"{pick} {curie('schema:isPartOf')} {e} {g} ."
            if k < 3:
                yield f"{pick} {curie('schema:author')} <{BASE}/{(host, guest)[k % 2]}> {g} ."
            yield f"{pick} {curie('schema:itemReviewed')} {item} {g} ."
            if k == 2 and said:
                yield f"{pick} {curie('schema:about')} <{BASE}/{min(said)}> {g} ."
            yield f"{item} {A} {curie('schema:Thing')} {g} ."
            yield f"{item} {LABEL} {text(title)} {g} ."
            yield f"{item} {NAME} {text(title)} {g} ."
            if k != 3:
                yield f"{item} {curie('schema:url')} <https://thing.example/{n * k}> {g} ."
        p = f"<{BASE}/graph/provenance>"
        yield f"{g} {A} {curie('prov:Entity')} {p} ."
        yield f"{g} {curie('prov:wasGeneratedBy')} <{BASE}/run/abc> {p} ."
        yield f"{g} {curie('prov:wasDerivedFrom')} {source} {p} ."

    def count(self, window: str, names: list[str]) -> None:
        """Count a window that names the technologies `names`."""
        self.number[window] += 1
        self.windows[window].update(names)
        self.pairs[window].update(combinations(names, 2))
        if window == "episode":
            self.in_episodes.update(combinations(names, 2))

    def cooccurrence(self) -> Iterator[str]:
        """Yield the observations of what was counted."""
        for window, least in (("turn", 2), ("episode", 5)):
            g, d = f"<{BASE}/graph/co-occurrence/{window}>", f"<{BASE}/co-occurrence/{window}>"
            for (a, b), together in sorted(self.pairs[window].items()):
                if together < least:
                    continue
                of_a, of_b, total = self.windows[window][a], self.windows[window][b], self.number[window]
                o = f"{d[:-1]}/{a.partition('/')[2]}/{b.partition('/')[2]}>"
                yield f"{o} {A} {curie('qb:Observation')} {g} ."
                yield f"{o} {A} {curie('kg:CoOccurrence')} {g} ."
                yield f"{o} {curie('qb:dataSet')} {d} {g} ."
                yield f'{o} {curie("kg:window")} "{window}" {g} .'
                yield f"{o} {curie('kg:entityA')} <{BASE}/{a}> {g} ."
                yield f"{o} {curie('kg:entityB')} <{BASE}/{b}> {g} ."
                yield f"{o} {curie('kg:count')} {number(together)} {g} ."
                yield f"{o} {curie('kg:countA')} {number(of_a)} {g} ."
                yield f"{o} {curie('kg:countB')} {number(of_b)} {g} ."
                yield f"{o} {curie('kg:episodes')} {number(min(together, self.in_episodes[a, b]))} {g} ."
                lift = together * total / (of_a * of_b)
                yield f"{o} {curie('kg:npmi')} {decimal((lift - 1) / (lift + 1))} {g} ."
                yield f"{o} {curie('kg:lift')} {decimal(lift)} {g} ."
                yield f"{o} {curie('kg:jaccard')} {decimal(together / (of_a + of_b - together))} {g} ."
                yield f"{o} {curie('kg:logLikelihood')} {decimal(together * lift)} {g} ."
                if window == "turn":
                    yield f"<{BASE}/{a}> {curie('kg:coOccursWith')} <{BASE}/{b}> {g} ."
                    yield f"<{BASE}/{b}> {curie('kg:coOccursWith')} <{BASE}/{a}> {g} ."
            yield f"{d} {A} {curie('qb:DataSet')} {g} ."
            yield f"{d} {LABEL} {text(window)} {g} ."
            yield f"{d} {curie('kg:windows')} {number(self.number[window])} {g} ."

    def rest(self) -> Iterator[str]:
        """Yield provenance, kinds, times and the description."""
        g, run, software = f"<{BASE}/graph/provenance>", f"<{BASE}/run/abc>", f"<{BASE}/software/kg/1.0.0>"
        yield f"{run} {A} {curie('prov:Activity')} {g} ."
        yield f"{run} {curie('prov:wasAssociatedWith')} {software} {g} ."
        yield f"{software} {A} {curie('prov:SoftwareAgent')} {g} ."
        yield f"{software} {LABEL} {text('kg 1.0.0')} {g} ."
        yield f'{software} {curie("schema:softwareVersion")} "1.0.0" {g} .'
        v = f"<{BASE}/graph/vocabulary>"
        for kind in KINDS:
            k = curie(f"kind:{kind}")
            yield f"{k} {A} {curie('skos:Concept')} {v} ."
            yield f"{k} {curie('skos:inScheme')} <{BASE}/kind> {v} ."
            yield f"{k} {curie('skos:prefLabel')} {text(kind)} {v} ."
            yield f"{k} {LABEL} {text(kind)} {v} ."
        for seconds in range(0, 900, 30):
            yield f"<{BASE}/time/{seconds}> {A} {curie('oa:FragmentSelector')} <{BASE}/graph/times> ."
        yield f"<{BASE}/dataset> {A} {curie('void:Dataset')} ."
        yield f'<{BASE}/dataset> {curie("void:uriSpace")} "{BASE}/" .'


def archive(**size: int) -> bytes:
    """Return an archive's N-Quads."""
    return "".join(line + "\n" for line in Archive(**size).quads()).encode()


@pytest.fixture(scope="session")
def quads() -> bytes:
    """The small archive."""
    return archive()


@pytest.fixture(scope="session")
def store(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the small archive."""
    folder = tmp_path_factory.mktemp("archive") / "graph.oxigraph"
    lines = folder.with_name("quads.nq")
    lines.write_bytes(quads)
    load_store(folder, lines)
    return folder


if __name__ == "__main__":
    size = dict(zip(("episodes", "technologies", "people", "turns"), map(int, sys.argv[1:]), strict=False))
    sys.stdout.writelines(line + "\n" for line in Archive(**size).quads())
