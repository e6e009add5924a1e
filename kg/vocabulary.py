"""Names come in, IRIs go out: every namespace, term and address of the RDF export, and nothing else.

Addresses are slash IRIs below a base of the user's own, and an entity's is its graph node id put
behind the base, so that graph, table and RDF name a thing alike. No address depends on the run, on
the order of the input or on what the catalogue knows: mentions are named by the digest of their
file and by their place in it. Nothing is a blank node.

Foreign terms are listed in `FOREIGN`; terms of kg's own, in `OWN`, exist only where none of those
fits, and live in `{base}/ns#`, since a term's address must be one that its publisher can answer for.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.model import Kind

PLACEHOLDER_BASE = "https://kg.example"
"""The base where the user gives none: a name reserved by RFC 2606, so that it can be nobody's."""

LANGUAGE = "en"
"""Tag of every label and passage: kg reads English."""

ONTOLOGY_VERSION = "2.0.0"

MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
"""What the values of `oa:FragmentSelector` follow (`t=164`)."""

FOREIGN: dict[str, tuple[str, tuple[str, ...]]] = {
    "dcat": ("http://www.w3.org/ns/dcat#", ("Dataset", "Distribution", "byteSize", "distribution", "mediaType")),
    "dcterms": ("http://purl.org/dc/terms/", ("conformsTo", "description", "identifier", "title")),
    "foaf": ("http://xmlns.com/foaf/0.1/", ("name",)),
    "oa": (
        "http://www.w3.org/ns/oa#",
        (
            "Annotation", "FragmentSelector", "SpecificResource", "TextPositionSelector", "TextQuoteSelector",
            "end", "exact", "hasBody", "hasSelector", "hasSource", "hasTarget", "identifying", "motivatedBy", "start",
        ),
    ),
    "owl": ("http://www.w3.org/2002/07/owl#", ("Ontology", "versionIRI", "versionInfo")),
    "prov": (
        "http://www.w3.org/ns/prov#",
        (
            "Activity", "Entity", "SoftwareAgent", "generatedAtTime", "used", "wasAssociatedWith", "wasDerivedFrom",
            "wasGeneratedBy",
        ),
    ),
    "qb": (
        "http://purl.org/linked-data/cube#",
        (
            "ComponentSpecification", "DataSet", "DataStructureDefinition", "DimensionProperty", "MeasureProperty",
            "Observation", "component", "dataSet", "dimension", "measure", "structure",
        ),
    ),
    "rdf": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", ("Property", "type", "value")),
    "rdfs": (
        "http://www.w3.org/2000/01/rdf-schema#",
        ("Class", "comment", "isDefinedBy", "label", "subClassOf", "subPropertyOf"),
    ),
    "schema": (
        "https://schema.org/",
        (
            "Clip", "ComputerLanguage", "MediaObject", "Organization", "Person", "PodcastEpisode",
            "PodcastSeries", "Product", "Recommendation", "Service", "SoftwareApplication", "Thing",
            "about", "alternateName", "associatedMedia", "author", "contributor", "datePublished",
            "domainIncludes", "duration", "episodeNumber", "isPartOf", "itemReviewed", "mentions", "name",
            "partOfEpisode", "partOfSeries", "position", "rangeIncludes", "sameAs", "sha256", "softwareVersion",
            "sponsor", "startOffset", "text", "url",
        ),
    ),
    "sh": ("http://www.w3.org/ns/shacl#", ()),
    "skos": (
        "http://www.w3.org/2004/02/skos/core#",
        (
            "Concept", "ConceptScheme", "altLabel", "broader", "definition", "exactMatch", "hiddenLabel", "inScheme",
            "prefLabel", "topConceptOf",
        ),
    ),
    "spdx": ("http://spdx.org/rdf/terms#", ("Checksum", "algorithm", "checksum", "checksumAlgorithm_sha256", "checksumValue")),
    "void": (
        "http://rdfs.org/ns/void#",
        (
            "Dataset", "class", "classPartition", "entities", "exampleResource", "properties", "property",
            "propertyPartition", "triples", "uriSpace", "vocabulary",
        ),
    ),
    "xsd": (
        "http://www.w3.org/2001/XMLSchema#",
        ("boolean", "date", "dateTime", "decimal", "duration", "hexBinary", "integer", "string"),
    ),
}  # fmt: skip
"""Prefix → (namespace, the terms used of it). Schema.org's is the https one."""


class Term(NamedTuple):
    """A class (capital letter) or property (small letter) of kg's own; the rest are CURIEs."""

    name: str
    label: str
    comment: str
    parent: str | None
    domain: tuple[str, ...] = ()
    """Given as schema:domainIncludes: a hint, from which no reasoner concludes anything."""
    range: tuple[str, ...] = ()


_OF_PAIR = ("kg:CoOccurrence",)

OWN: tuple[Term, ...] = (
    Term(
        "CoOccurrence", "co-occurrence",
        "How often two technologies are named within the same windows: turns of a transcript (a line of the notes "
        "counts as one) or whole episodes. Advertising is left out, and a window counts once.",
        "qb:Observation",
    ),
    Term("Coverage", "coverage", "How often an episode names a technology, all places counted.", None),
    Term(
        "Passage", "passage",
        "A sentence of a transcript or a line of show notes, in readable form (schema:text), that mentions "
        "stand in. Its oa:hasSource is the episode; if the time is known, its oa:hasSelector is that time.",
        "oa:SpecificResource",
    ),
    Term("Turn", "turn", "One speaker's unbroken stretch of a transcript; its schema:position counts from 1.", None),
    Term("coOccursWith", "co-occurs with", "The two technologies are named within the same turns. Symmetric: stated in both directions.", None, ("skos:Concept",), ("skos:Concept",)),
    Term("confidence", "confidence", "How sure the extraction is of a mention, from 0 to 1.", None, ("oa:Annotation",), ("xsd:decimal",)),
    Term("count", "count", "Windows that name both technologies.", None, _OF_PAIR, ("xsd:integer",)),
    Term("countA", "count of A", "Windows that name the first technology.", None, _OF_PAIR, ("xsd:integer",)),
    Term("countB", "count of B", "Windows that name the second technology.", None, _OF_PAIR, ("xsd:integer",)),
    Term("entity", "entity", "The technology that is covered.", None, ("kg:Coverage",), ("skos:Concept",)),
    Term("entityA", "entity A", "The technology of the pair whose IRI comes first.", None, _OF_PAIR, ("skos:Concept",)),
    Term("entityB", "entity B", "The technology of the pair whose IRI comes second.", None, _OF_PAIR, ("skos:Concept",)),
    Term("episode", "episode", "The episode that covers the technology.", None, ("kg:Coverage",), ("schema:PodcastEpisode",)),
    Term("episodes", "episodes", "Episodes with a window that names both technologies.", None, _OF_PAIR, ("xsd:integer",)),
    Term(
        "evidence", "evidence",
        "Why a mention was made: catalogue (a known name in the text), link (a link's target), ner (a "
        "statistical recogniser) or structure (a label, a list or a heading of the episode).",
        None, ("oa:Annotation",), ("xsd:string",),
    ),
    Term("guest", "guest", "A person who was interviewed in the episode.", "schema:contributor", ("schema:PodcastEpisode",), ("schema:Person",)),
    Term("host", "host", "A person who ran the episode, regular or standing in.", "schema:contributor", ("schema:PodcastEpisode",), ("schema:Person",)),
    Term("jaccard", "Jaccard index", "Of the windows that name either technology, the share that names both.", None, _OF_PAIR, ("xsd:decimal",)),
    Term("kind", "kind", "What sort of technology it is.", None, ("skos:Concept",), ("skos:Concept",)),
    Term("known", "known", "Whether the technology stands in kg's catalogue; if not, its name is as episodes wrote it.", None, ("skos:Concept",), ("xsd:boolean",)),
    Term("lift", "lift", "How many times as often both are named together as they would be by chance.", None, _OF_PAIR, ("xsd:decimal",)),
    Term("logLikelihood", "log-likelihood ratio", "G² of the pair's 2 × 2 table against independence (Dunning 1993).", None, _OF_PAIR, ("xsd:decimal",)),
    Term("mentions", "mentions", "How often the episode names the technology.", None, ("kg:Coverage",), ("xsd:integer",)),
    Term("npmi", "normalised pointwise mutual information", "From -1 (never together) over 0 (chance) to 1 (only together); Bouma 2009.", None, _OF_PAIR, ("xsd:decimal",)),
    Term("passage", "passage", "The sentence or line that it stands in; of a coverage, the one that serves best as evidence.", None, ("oa:Annotation", "schema:Recommendation", "kg:Coverage"), ("kg:Passage",)),
    Term("path", "path", "A source file's path as it was given to kg.", None, ("schema:MediaObject",), ("xsd:string",)),
    Term("place", "place", "Where in the episode a passage stands: notes, transcript, picks or sponsors (advertising).", None, ("kg:Passage",), ("xsd:string",)),
    Term("repository", "repository", "Where the technology's source code is kept.", "schema:url", ("skos:Concept",), ()),
    Term("speaker", "speaker", "The person who says the passage or turn.", None, ("kg:Passage", "kg:Turn"), ("schema:Person",)),
    Term("speakerLabel", "speaker label", "The speaker as the transcript labels it, where that could not be led back to a person.", None, ("kg:Passage", "kg:Turn"), ("xsd:string",)),
    Term("speaksOf", "speaks of", "The person names the technology in at least one passage that they speak.", None, ("schema:Person",), ("skos:Concept",)),
    Term(
        "status", "status",
        "known (of kg's catalogue), confirmed (a name no catalogue has, which recurs, is linked or is more than a guess) or unconfirmed.",
        None, ("skos:Concept",), ("xsd:string",),
    ),
    Term("turn", "turn", "The turn that the passage stands in.", None, ("kg:Passage",), ("kg:Turn",)),
    Term("window", "window", "What was counted: turn or episode.", None, _OF_PAIR, ("xsd:string",)),
    Term("windows", "windows", "How many windows name a technology at all.", None, ("qb:DataSet",), ("xsd:integer",)),
    Term("words", "words", "The number of words of the episode that kg read.", None, ("schema:PodcastEpisode",), ("xsd:integer",)),
)  # fmt: skip

DIMENSIONS, MEASURES = (
    ("window", "entityA", "entityB"),
    ("count", "countA", "countB", "episodes", "npmi", "lift", "jaccard", "logLikelihood"),
)
"""The components of co-occurrence observations, by name of the property."""


_VALUES = {
    "@id": (
        "dcat:distribution dcat:mediaType dcterms:conformsTo oa:hasBody oa:hasSelector oa:hasSource oa:hasTarget oa:motivatedBy owl:versionIRI "
        "prov:used prov:wasAssociatedWith prov:wasDerivedFrom prov:wasGeneratedBy qb:component qb:dataSet qb:dimension qb:measure qb:structure "
        "rdfs:isDefinedBy rdfs:subClassOf rdfs:subPropertyOf schema:about schema:associatedMedia schema:author schema:contributor "
        "schema:domainIncludes schema:isPartOf schema:itemReviewed schema:mentions schema:partOfEpisode schema:partOfSeries "
        "schema:rangeIncludes schema:sameAs schema:sponsor schema:url skos:broader skos:exactMatch skos:inScheme skos:topConceptOf "
        "spdx:algorithm spdx:checksum void:class void:classPartition void:exampleResource void:property void:propertyPartition "
        "void:vocabulary kg:coOccursWith kg:entity kg:entityA kg:entityB kg:episode kg:guest kg:host kg:kind kg:passage kg:repository "
        "kg:speaker kg:speaksOf kg:turn"
    ),
    "@en": (
        "dcterms:description dcterms:title foaf:name rdfs:comment rdfs:label schema:alternateName schema:name schema:text skos:altLabel "
        "skos:definition skos:hiddenLabel skos:prefLabel"
    ),
    "xsd:string": (
        "dcterms:identifier oa:exact owl:versionInfo rdf:value schema:sha256 schema:softwareVersion void:uriSpace "
        "kg:evidence kg:path kg:place kg:speakerLabel kg:status kg:window"
    ),
    "xsd:integer": (
        "dcat:byteSize oa:end oa:start schema:episodeNumber schema:position schema:startOffset void:entities void:properties void:triples "
        "kg:count kg:countA kg:countB kg:episodes kg:mentions kg:windows kg:words"
    ),
    "xsd:decimal": "kg:confidence kg:jaccard kg:lift kg:logLikelihood kg:npmi",
    "xsd:boolean": "kg:known",
    "xsd:date": "schema:datePublished",
    "xsd:dateTime": "prov:generatedAtTime",
    "xsd:duration": "schema:duration",
    "xsd:hexBinary": "spdx:checksumValue",
}
PROPERTIES: dict[str, str] = {curie: values for values, curies in _VALUES.items() for curie in curies.split()}
"""CURIE of a property → what its values are here: `@id` an IRI, `@en` a text in kg's language, else a datatype."""


def short_name(curie: str) -> str:
    """Return the property's name in JSON-LD: its local name, after its prefix where Schema.org or another has the same."""
    prefix, _, name = curie.partition(":")
    rivals = [other for other in PROPERTIES if other.partition(":")[2] == name]
    return name if prefix == "schema" or len(rivals) == 1 else f"{prefix}_{name}"


class KindConcept(NamedTuple):
    """A kind of technology as a concept, and the Schema.org class of its instances."""

    label: str
    definition: str
    schema: str | None
    broader: Kind | None = None


KINDS: dict[Kind, KindConcept] = {
    "aws-service": KindConcept(
        "AWS service", "A service of Amazon Web Services.", "schema:Service", "cloud-service"
    ),
    "cloud-service": KindConcept(
        "cloud service", "Software run by its vendor, used over a network.", "schema:Service"
    ),
    "database": KindConcept(
        "database", "A program that stores and finds data.", "schema:SoftwareApplication"
    ),
    "format": KindConcept("format", "A notation or file format for data or documents.", None),
    "framework": KindConcept(
        "framework", "A library that calls the program built on it.", "schema:SoftwareApplication"
    ),
    "hardware": KindConcept("hardware", "A device or part of one.", "schema:Product"),
    "language": KindConcept(
        "language", "A language that programs are written in.", "schema:ComputerLanguage"
    ),
    "library": KindConcept(
        "library", "Code made to be called by other programs.", "schema:SoftwareApplication"
    ),
    "os": KindConcept("operating system", "A program that runs a machine.", "schema:SoftwareApplication"),
    "platform": KindConcept(
        "platform", "What other software is built or run on.", "schema:SoftwareApplication"
    ),
    "product": KindConcept("product", "Something made to be sold or used as it is.", "schema:Product"),
    "protocol": KindConcept("protocol", "Rules by which programs talk to each other.", None),
    "tool": KindConcept("tool", "A program for those who make software.", "schema:SoftwareApplication"),
}


ENTITIES = ("kind", "person", "show", "sponsor", "technology")
"""Folders below the base that have a prefix of the same name."""


def prefixes(base: str = PLACEHOLDER_BASE) -> dict[str, str]:
    """Return prefix → namespace for `base`, sorted: foreign ones, `kg`, and those for entities."""
    own = {
        "kg": base + "/ns#",
        **{name: f"{base}/{name}/" for name in ENTITIES},
    }
    return dict(sorted(({prefix: namespace for prefix, (namespace, _) in FOREIGN.items()} | own).items()))


def written_prefixes(base: str) -> dict[str, str]:
    """Return the prefixes that the data set uses; the others are there for whoever asks of it."""
    return {prefix: space for prefix, space in prefixes(base).items() if prefix not in ("sh", "spdx")}


def terms(base: str = PLACEHOLDER_BASE) -> dict[str, str]:
    """Return CURIE → IRI for every term that the export may use, kg's own included."""
    foreign = {
        f"{prefix}:{name}": space + name for prefix, (space, names) in FOREIGN.items() for name in names
    }
    return foreign | {f"kg:{term.name}": f"{base}/ns#{term.name}" for term in OWN}


def namespace(iri: str) -> str:
    """Return the namespace that a term's IRI is of: all up to its last `#` or `/`."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


class BaseError(KgError, ValueError):
    """An address cannot be the base of IRIs."""


def checked_base(address: str) -> str:
    """Return `address` as a base: no slash at the end.

    Raises `BaseError` unless it is an absolute http or https address without query and fragment.
    """
    base = web(address.rstrip("/"))
    if base is None or base.startswith("mailto:") or "?" in address or "#" in address:
        raise BaseError(
            f"{address!r} cannot be a base IRI: give an address of your own without ? and #,"
            " such as https://data.example.org/podcasts"
        )
    return base


_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")
"""Segments that quoting leaves as they are; most are."""


def iri(base: str, *segments: str) -> str:
    """Return `base/segment/…`, each segment percent-encoded where it is not plain.

    Raises ValueError for the segments "", "." and "..", which do not survive in an IRI.
    """
    for segment in segments:
        if segment in ("", ".", ".."):
            raise ValueError(f"{segments!r} cannot be an IRI: a segment is empty or made of dots")
    return "/".join(
        [base, *[s if _PLAIN.fullmatch(s) else quote(s, safe="", errors="replace") for s in segments]]
    )


def node_iri(base: str, node: str) -> str:
    """Return the IRI of a graph node, `technology/amazon-s3` for instance."""
    return iri(base, *node.split("/"))


def kind_iri(base: str, kind: str) -> str:
    """Return the IRI of the concept of a kind of technology."""
    return iri(base, "kind", kind)


def source_iri(base: str, episode: str, sha256: str) -> str:
    """Return the IRI of a source file in the version that has this digest, as read for `episode` (an id)."""
    return iri(base, "source", *episode.split("/"), sha256[:16])


def stretch_iri(base: str, what: str, episode: str, sha256: str, start: int, end: int, copy: int = 1) -> str:
    """Return the IRI of a `what` (`mention`, `passage`) at [start, end) of a source file of `episode`.

    `copy` tells apart several at the very same place.
    """
    place = f"{sha256[:8]}-{start}-{end}"
    return iri(base, what, *episode.split("/"), place if copy == 1 else f"{place}-{copy}")


def quote_iri(base: str, episode: str, surface: str) -> str:
    """Return the IRI of the selector of the words `surface` in the sources of `episode`.

    Words differ in what no slug shows (`Go`, `go`), so they are named by 12 digits of their SHA-256.
    """
    digest = hashlib.sha256(surface.encode("utf-8", "surrogatepass")).hexdigest()
    return iri(base, "quote", *episode.split("/"), digest[:12])


def time_iri(base: str, seconds: int) -> str:
    """Return the IRI of the selector of a point in time, the same one for all recordings."""
    return iri(base, "time", str(seconds))


_UNRESERVED = "-._~!$&'()*+,;=:@/"
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?(?::[0-9]{1,5})?")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web(url: str) -> str | None:
    """Return `url` as a valid IRI in ASCII, or None if it is no http, https or mailto address.

    Links of show notes are written by anyone: `javascript:` and its like, addresses with a password
    or with control characters inside are refused; spaces, quotes, braces and letters beyond ASCII
    are percent-encoded, host names by Python's IDNA codec.
    """
    url = url.strip().replace(" ", "%20")
    if _CONTROL.search(url):
        return None
    url = _LONE_PERCENT.sub("%25", url)
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme == "mailto":
        address = quote(parts.path, safe=_UNRESERVED + "%", errors="replace")
        return f"mailto:{address}" if _ADDRESS.fullmatch(parts.path) else None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    result = f"{parts.scheme}://{host.lower()}{quote(parts.path, safe=_UNRESERVED + '%', errors='replace')}"
    if parts.query:
        result += "?" + quote(parts.query, safe=_UNRESERVED + "%?", errors="replace")
    if parts.fragment:
        result += "#" + quote(parts.fragment, safe=_UNRESERVED + "%?", errors="replace")
    return result
