"""A query and the values given for its parameters come in, terms go out: names are looked up in the store.

What is in the store can be given by label, by another name, by id (`technology/amazon-s3`,
`amazon-s3`) and by IRI. Defaults between stars are chosen by the store: `*most*` is the technology
that the most episodes mention, so that every shipped query has something to say on any archive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.errors import KgError
from kg.query.engine import Engine, Term
from kg.query.library import Parameter, Query, fill, written
from kg.vocabulary import iri

_XSD = "http://www.w3.org/2001/XMLSchema#"
_MOST_LISTED = 8
_VALUES = {
    "year": ("integer", r"\d{1,4}"),
    "date": ("date", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "integer": ("integer", r"[+-]?\d+"),
    "decimal": ("decimal", r"[+-]?\d+(\.\d+)?"),
}
"""Kind → datatype and spelling."""

_IS = {
    "technology": "?it kg:known ?known",
    "person": "?it a schema:Person",
    "show": "?it a schema:PodcastSeries",
    "episode": "?it a schema:PodcastEpisode",
    "kind": "?it skos:inScheme <{base}/kind>",
}
"""What tells the things of a kind from all others."""

_NAMES = "rdfs:label|skos:altLabel|skos:hiddenLabel|schema:alternateName"

_COUNTED = "{ SELECT ?it (COUNT(?coverage) AS ?count) { ?coverage kg:entity ?it } GROUP BY ?it }"
_AT_LEAST_ONE = (
    "SELECT (MAX(?count) AS ?it) { { SELECT ?count { "
    + _COUNTED
    + " } ORDER BY DESC(?count) LIMIT 1 OFFSET %d } UNION { BIND(1 AS ?count) } }"
)

_CHOSEN = {
    ("technology", "*most*"): (
        # Only those with the greatest count are sorted: to sort all by name would take ten times as long. The
        # limit tells the engine that they are few.
        "SELECT ?it { { SELECT ?it { { SELECT (MAX(?count) AS ?most) { " + _COUNTED + " } } " + _COUNTED + " FILTER(?count = ?most) } LIMIT 1000 } "
        "?coverage kg:entity ?it ; kg:mentions ?times } GROUP BY ?it ORDER BY DESC(SUM(?times)) ?it LIMIT 1",
    ),
    ("technology", "*partner*"): (
        "SELECT ?it { { ?pair kg:entityA ?first ; kg:entityB ?it ; kg:window ?window ; kg:count ?count } "
        "UNION { ?pair kg:entityB ?first ; kg:entityA ?it ; kg:window ?window ; kg:count ?count } "
        'FILTER(?window = "turn") } ORDER BY DESC(?count) ?it LIMIT 1',
        # In a small archive no pair comes twice.
        "SELECT ?it { ?episode schema:mentions ?first, ?it . ?it kg:known ?known FILTER(?it != ?first) } "
        "GROUP BY ?it ORDER BY DESC(COUNT(?episode)) ?it LIMIT 1",
    ),
    ("technology", "*topical*"): (
        "SELECT ?it { { SELECT ?it (COUNT(?topic) AS ?count) { { SELECT ?topic ?it { ?topic schema:about ?it } } "
        "{ SELECT ?topic { ?topic a schema:Clip } } } GROUP BY ?it } } ORDER BY DESC(?count) ?it LIMIT 1",
    ),
    ("person", "*most*"): ("SELECT ?it { ?it kg:speaksOf ?technology } GROUP BY ?it ORDER BY DESC(COUNT(?technology)) ?it LIMIT 1",),
    ("person", "*second*"): (
        "SELECT ?it { ?it kg:speaksOf ?technology FILTER(?it != ?first) } GROUP BY ?it ORDER BY DESC(COUNT(?technology)) ?it LIMIT 1",
    ),
    ("person", "*recommender*"): ("SELECT ?it { ?pick schema:author ?it } GROUP BY ?it ORDER BY DESC(COUNT(?pick)) ?it LIMIT 1",),
    ("show", "*most*"): ("SELECT ?it { ?episode schema:partOfSeries ?it } GROUP BY ?it ORDER BY DESC(COUNT(?episode)) ?it LIMIT 1",),
    ("episode", "*latest*"): (
        "SELECT ?it { ?it a schema:PodcastEpisode OPTIONAL { ?it schema:datePublished ?date } } ORDER BY DESC(?date) DESC(?it) LIMIT 1",
    ),
    ("integer", "*fiftieth*"): (_AT_LEAST_ONE % 49,),
    ("integer", "*thousandth*"): (_AT_LEAST_ONE % 999,),
}  # fmt: skip
"""(kind, default) → queries that choose `?it`, asked until one does; `?first` is the parameter of the kind before it."""


class ParameterError(KgError, ValueError):
    """A parameter is missing or unknown, or its value means nothing in the store, or several things."""


def resolve(engine: Engine, query: Query, given: Mapping[str, str]) -> dict[str, Term]:
    """Return the term of each parameter of `query`.

    Raises `ParameterError`, which lists what would do, and the errors of `Engine.run`.
    """
    known = {parameter.name for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise ParameterError(
                f"the query has no parameter {name!r}; {'it has ' + ', '.join(sorted(known)) if known else 'it has none'}"
            )
    values: dict[str, Term] = {}
    before: dict[str, Term] = {}
    for parameter in query.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            raise ParameterError(f"{parameter.name}={parameter.kind.upper()} is missing: {parameter.meaning}")
        if (parameter.kind, text) in _CHOSEN:
            term = _chosen(engine, parameter, text, before.get(parameter.kind))
        elif parameter.kind in _IS:
            term = find(engine, parameter.kind, text)
        else:
            term = _value(parameter, text)
        values[parameter.name] = before[parameter.kind] = term
    return values


def _chosen(engine: Engine, parameter: Parameter, which: str, first: Term | None) -> Term:
    for query in _CHOSEN[parameter.kind, which]:
        found = engine.select(fill(query, {"first": first}) if first else query)
        if found and "it" in found[0]:
            return found[0]["it"]
    raise ParameterError(
        f"the store has nothing for {parameter.name}={which} ({parameter.meaning}); give {parameter.name}=NAME"
    )


def _value(parameter: Parameter, text: str) -> Term:
    if parameter.kind == "text":
        return Term("literal", text)
    datatype, pattern = _VALUES[parameter.kind]
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ParameterError(f"{parameter.name}={text} is no {parameter.kind}: {parameter.meaning}")
    return Term("literal", text, "", _XSD + datatype)


def find(engine: Engine, kind: str, name: str) -> Term:
    """Return the thing of `kind` that `name` names: an IRI, an id, a label, then other names, in any capitals.

    Raises `ParameterError` with the nearest labels where there is none, and with all where there are
    several.
    """
    ways: tuple[Callable[[Engine, str, str], list[tuple[Term, str]]], ...] = (
        _by_id, _by_label, _by_other_name, _by_any_capitals,
    )  # fmt: skip
    for way in ways:
        found = way(engine, kind, name)
        if len(found) == 1:
            return found[0][0]
        if found:
            several = "; ".join(f"{label} ({_id(engine, term)})" for term, label in found[:_MOST_LISTED])
            raise ParameterError(f"{name!r} names several: {several}. Give one of the ids.")
    near = _near(engine, kind, name)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise ParameterError(f"no {kind} in the store is called {name!r}{hint}")


def _by_id(engine: Engine, kind: str, name: str) -> list[tuple[Term, str]]:
    if re.match(r"https?://|<", name):
        address = name.strip("<>")
    else:
        local = re.sub(rf"^{kind}[:/]", "", name)
        try:
            address = iri(engine.base, kind, *local.split("/"))
        except ValueError:
            return []
    return _select(engine, kind, f"BIND({written(Term('uri', address))} AS ?it)")


def _by_label(engine: Engine, kind: str, name: str) -> list[tuple[Term, str]]:
    return _select(engine, kind, f"?it rdfs:label {written(Term('literal', name, 'en'))}")


def _by_other_name(engine: Engine, kind: str, name: str) -> list[tuple[Term, str]]:
    return _select(engine, kind, f"?it {_NAMES} {written(Term('literal', name, 'en'))}")


def _by_any_capitals(engine: Engine, kind: str, name: str) -> list[tuple[Term, str]]:
    wanted = written(Term("literal", " ".join(name.split()).lower()))
    return _select(engine, kind, f"?it {_NAMES} ?name FILTER(LCASE(STR(?name)) = {wanted})")


def _select(engine: Engine, kind: str, pattern: str) -> list[tuple[Term, str]]:
    is_one = _IS[kind].replace("{base}", engine.base)
    query = f"SELECT DISTINCT ?it ?label {{ {pattern} {{ {is_one} . ?it rdfs:label ?label }} }} ORDER BY ?it"
    return [(row["it"], row["label"].value) for row in engine.select(query)]


def _id(engine: Engine, term: Term) -> str:
    return term.value.removeprefix(engine.base + "/")


def _near(engine: Engine, kind: str, name: str) -> list[str]:
    # Only where nothing was found; it would be a tenth of the start of every query.
    from rapidfuzz import fuzz, process, utils

    rows = engine.select(
        f"SELECT DISTINCT ?label {{ {_IS[kind].replace('{base}', engine.base)} . ?it rdfs:label ?label }}"
    )
    labels = sorted(row["label"].value for row in rows)
    found = process.extract(
        name, labels, scorer=fuzz.WRatio, processor=utils.default_process, limit=5, score_cutoff=60
    )
    return [label for label, *_ in found]
