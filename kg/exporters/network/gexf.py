"""A network comes in, GEXF 1.3 goes out: what Gephi reads, with a year for everything that is dated.

Written here, since networkx's writer mixes up attributes that change with time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from kg.exporters.network import TITLE, Network, attributes, colour, records, size
from kg.exporters.tabular import Column, Value
from kg.files import writing

_TYPES = {"string": "string", "integer": "long", "number": "double", "boolean": "boolean", "date": "string"}


def write_gexf(network: Network, path: Path) -> None:
    """Write `network` to `path`.

    A node or edge with a first and last year is there from the first day of the one to the last of
    the other, any other always. Colours are by community, sizes by windows. Raises OSError.
    """
    with writing(path) as handle:
        handle.writelines(line + "\n" for line in generate_gexf(network))


def generate_gexf(network: Network) -> Iterator[str]:
    """Yield the lines of the file."""
    nodes, edges = list(records(network.nodes)), list(records(network.edges))
    dated = any("first" in one for one in (*nodes, *edges))
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    yield "<meta>"
    yield "<creator>kg</creator>"
    yield f"<description>{escape(TITLE)}. {escape(network.description)}</description>"
    yield "</meta>"
    time = ' mode="dynamic" timeformat="date" timerepresentation="interval"' if dated else ' mode="static"'
    yield f'<graph defaultedgetype="undirected" idtype="string"{time}>'
    of_nodes, of_edges = attributes(network.nodes, "id", "label"), attributes(network.edges, "a", "b")
    yield from _declared("node", of_nodes)
    yield from _declared("edge", of_edges)
    most = max((int(node["windows"] or 1) for node in nodes), default=1)
    yield f'<nodes count="{len(nodes)}">'
    for node in nodes:
        yield f"<node id={_attribute(node['id'])} label={_attribute(node['label'])}{_when(node)}>"
        yield from _values(node, of_nodes)
        red, green, blue = colour(node.get("community"))
        yield f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
        yield f'<viz:size value="{size(node["windows"], most)}"/>'
        yield "</node>"
    yield "</nodes>"
    yield f'<edges count="{len(edges)}">'
    for number, edge in enumerate(edges):
        ends = f"source={_attribute(edge['a'])} target={_attribute(edge['b'])}"
        yield f'<edge id="{number}" {ends} weight="{edge["count"]}"{_when(edge)}>'
        yield from _values(edge, of_edges)
        yield "</edge>"
    yield "</edges>"
    yield "</graph>"
    yield "</gexf>"


def _declared(kind: str, columns: Iterable[Column]) -> Iterator[str]:
    yield f'<attributes class="{kind}">'
    for column in columns:
        yield f'<attribute id="{column.name}" title="{column.name}" type="{_TYPES[column.type]}"/>'
    yield "</attributes>"


def _values(record: dict[str, Value], columns: Iterable[Column]) -> Iterator[str]:
    yield "<attvalues>"
    for column in columns:
        if column.name in record:
            yield f'<attvalue for="{column.name}" value={_attribute(record[column.name])}/>'
    yield "</attvalues>"


def _when(record: dict[str, Value]) -> str:
    if "first" not in record:
        return ""
    return f' start="{record["first"]:04}-01-01" end="{record["last"]:04}-12-31"'


def _attribute(value: Value) -> str:
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;"})
