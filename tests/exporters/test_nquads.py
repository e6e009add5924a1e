"""N-Quads: canonical to the byte, whatever does not fit into memory."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest

from kg.exporters import nquads
from kg.rdf.dataset import Part, parts
from kg.rdf.terms import Block

if TYPE_CHECKING:
    from tests.conftest import Talk

HOSTILE = 'é "quoted" back\\slash\ttab\nnext\r\x7f\u2028 🍕 \u202e'


def several(talk: Talk) -> list[Part]:
    """Return the parts of three episodes with texts that need escapes."""
    passages = tuple(replace(p, text=p.text + HOSTILE) for p in talk.extraction.passages)
    records = [replace(talk.extraction, id=f"demo/{n}", title=HOSTILE, passages=passages) for n in range(3)]
    return list(parts(talk.graph, records))


def written(given: list[Part], scratch: Path | None = None) -> bytes:
    """Return parts as they are written."""
    handle = io.BytesIO()
    nquads.write(given, handle, "", scratch)
    return handle.getvalue()


def test_the_bytes_are_those_of_rdfc_1_0(talk: Talk) -> None:
    """They equal what pyoxigraph's canonicalisation gives, its lines sorted by code point."""
    ours = written(several(talk))
    dataset = pyoxigraph.Dataset(
        quad
        for quad in pyoxigraph.parse(ours, format=pyoxigraph.RdfFormat.N_QUADS)
        if isinstance(quad, pyoxigraph.Quad)
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    serialized = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    assert serialized is not None
    assert ours.decode() == "".join(sorted(line + "\n" for line in serialized.decode().split("\n")[:-1]))


def test_every_line_once_and_sorted(talk: Talk) -> None:
    """Sorted by code point, which is the order of the bytes of UTF-8 too; each line closed."""
    lines = written(several(talk)).split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert all(line.endswith(b" .") for line in lines)


@pytest.mark.parametrize("most", [1, 2, 100, 1_000])
def test_what_waits_on_disk_gives_the_same_bytes(
    talk: Talk, most: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """However few lines memory may hold, the bytes are the same, and nothing is left in the scratch folder."""
    given = several(talk)
    expected = written(given)
    monkeypatch.setattr(nquads, "_MOST_HELD", most)
    assert written(given, tmp_path) == expected
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_nothing_on_disk(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """When the parts end in an error, the lines that waited are removed."""
    monkeypatch.setattr(nquads, "_MOST_HELD", 1)

    def broken() -> object:
        yield from several(talk)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        nquads.write(broken(), io.BytesIO(), "", tmp_path)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_statement_of_two_blocks_is_written_once() -> None:
    """The same statement in one graph is one line, in two graphs two."""
    block = Block("<a:s>", [("<a:p>", '"x"')])
    given = [Part("<a:g>", [block, block]), Part(None, [block])]
    assert written(given) == b'<a:s> <a:p> "x" .\n<a:s> <a:p> "x" <a:g> .\n'


def test_nothing_is_nothing() -> None:
    """No parts, no bytes."""
    assert written([]) == b""
