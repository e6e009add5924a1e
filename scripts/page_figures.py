"""A build, or a network drawn at random, comes in; what its page costs, beside plain pyvis, goes out.

scripts/bench runs it, each worker in a process of its own. Both pages show the same entities and pairs;
kg's has their sentences too. The first picture is there when the page's canvas has pixels of its own.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kg.files import EPISODES, GRAPH
from kg.graph import build_graph, technology_id
from kg.graph_file import read_graph, write_graph
from kg.model import Extraction, Mention, Passage, Source, Span, Technology
from kg.records import read_records, write_records

Figures = dict[str, Any]

NODES, PAIRS = 5_000, 20_000
"""Of the network that is drawn at random: what a large page of a peer has."""
TIMES = 3
"""Sentences that name a pair, each in another episode: as many as a pair needs to be tested."""
PER_EPISODE = 40
PATIENCE = 120
"""Seconds until a page that draws nothing is given up."""

BLANK = """() => {
  const canvas = document.querySelector("canvas");
  if (!canvas || !canvas.width || !canvas.height) return true;
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return pixels.every((pixel) => pixel === pixels[0]);
}"""
"""Whether nothing is drawn yet."""


def timed(work: Callable[[], Any]) -> tuple[Any, Figures]:
    """Return what `work` returns, and its wall and CPU seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return result, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def pairs() -> list[tuple[int, int]]:
    """Return pairs of numbers below NODES: some numbers are in many, most in few, all in one."""
    draw = random.Random(7)  # noqa: S311  (no secret)
    found = {(n, n + 1) for n in range(NODES - 1)}
    while len(found) < PAIRS:
        a, b = sorted(int(NODES * draw.random() ** 2) for _ in range(2))
        if a != b:
            found.add((a, b))
    return sorted(found)


def extractions() -> Iterator[Extraction]:
    """Yield episodes whose sentences name the pairs."""
    said = [pair for _ in range(TIMES) for pair in pairs()]
    for number, start in enumerate(range(0, len(said), PER_EPISODE)):
        passages, mentions = [], dict[int, list[Mention]]()
        for at, pair in enumerate(said[start : start + PER_EPISODE]):
            text = f"We moved from Tool {pair[0]} to Tool {pair[1]} in the year before last."
            passages.append(
                Passage(text, Span(0, 100 * at, 100 * at + len(text)), "transcript", None, 9.0 * at, at)
            )
            for one in pair:
                name = f"Tool {one}"
                where = Span(0, 100 * at + text.index(name), 100 * at + text.index(name) + len(name))
                mentions.setdefault(one, []).append(Mention(name, where, "transcript", at, "catalogue", 0.9))
        yield Extraction(
            f"show/{number:04}", "show", f"Episode {number}", number, f"20{10 + number % 10}-01-01", None, (Source("1.md", "0"),), (),
            passages=tuple(passages),
            technologies=tuple(Technology(f"tool-{n}", f"Tool {n}", "tool", tuple(m)) for n, m in sorted(mentions.items())),
        )  # fmt: skip


def draw(folder: Path) -> Figures:
    """Leave the records and the graph of the random network in `folder`, as a build does."""
    write_records(extractions(), folder / EPISODES)
    write_graph(build_graph(read_records(folder / EPISODES)), folder / GRAPH)
    return {"nodes": NODES, "pairs": len(pairs())}


def kg(build: Path, path: Path) -> Figures:
    """Write kg's page of a build, records and graph in memory, to `path`."""
    from kg.exporters.page import generate_page, write_page

    graph, records = read_graph(build / GRAPH), list(read_records(build / EPISODES))
    generate_page(build_graph([]), [])  # what it imports is not the page's time
    _, figures = timed(lambda: write_page(graph, records, path))
    return figures | {"bytes": path.stat().st_size}


def pyvis(build: Path, path: Path) -> Figures:
    """Write pyvis's page of the random network to `path`, as its manual shows: nodes, edges, everything inlined."""
    from pyvis.network import Network

    names = sorted(
        {technology_id(t): t.name for x in read_records(build / EPISODES) for t in x.technologies}.items()
    )
    ids = [f"technology/tool-{n}" for n in range(NODES)]
    labels = dict(names)

    def write() -> None:
        network = Network(cdn_resources="in_line")
        for node in ids:
            network.add_node(node, label=labels[node])
        for a, b in pairs():
            network.add_edge(ids[a], ids[b], value=TIMES)
        path.write_text(network.generate_html(), encoding="utf-8")

    _, figures = timed(write)
    return figures | {"bytes": path.stat().st_size}


def first_picture(path: Path, _: Path) -> Figures:
    """Open the page in headless Chromium, without a network; return the seconds to its first picture and its requests."""
    from playwright.sync_api import Error, sync_playwright

    browser = next(
        found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))
    )
    with sync_playwright() as playwright:
        page = (
            playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            .new_context(offline=True)
            .new_page()
        )
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        begin = time.perf_counter()
        try:
            page.goto(path.as_uri(), wait_until="commit")
            page.wait_for_function(f"() => !({BLANK})()", timeout=1000 * PATIENCE)
            seconds: float | None = time.perf_counter() - begin
        except Error:
            seconds = None
        return {
            "seconds": seconds,
            "requests": sum(not url.startswith(("file:", "data:", "blob:")) for url in requests),
        }


def analyse(build: Path, _: Path) -> Figures:
    """Return the seconds that the commands on co-occurrence take on a build."""
    import subprocess
    import sys

    commands = {
        "kg cooccur": ["cooccur"],
        "kg cooccur --stratify show --backbone": ["cooccur", "--stratify", "show", "--backbone"],
        "kg communities": ["communities"],
        "kg trends": ["trends"],
        "kg compare": ["compare", "year=..2014", "year=2018.."],
        "kg export sqlite": ["export", "sqlite", "-o", "{out}"],
        "kg export html": ["export", "html", "-o", "{out}"],
    }
    figures: Figures = {}
    for name, words in commands.items():
        out = build / "bench.out"
        command = [
            sys.executable,
            "-m",
            "kg",
            *(word.format(out=out) for word in words),
            "--from",
            str(build),
        ]
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        figures[name] = time.perf_counter() - begin
        out.unlink(missing_ok=True)
    return figures


TASKS: dict[str, Callable[..., Figures]] = {
    "draw": draw, "kg": kg, "pyvis": pyvis, "picture": first_picture, "analyse": analyse,
}  # fmt: skip
