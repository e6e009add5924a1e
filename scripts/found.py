"""The folder of a build in; on stdout, where its results lie and one finding read from each of three."""

import csv
import json
import sys
from pathlib import Path

import pyoxigraph

PICK = """
PREFIX schema: <https://schema.org/>
SELECT ?title ?who WHERE {
  ?pick a schema:Recommendation ; schema:itemReviewed/schema:name ?title ; schema:author/schema:name ?who .
} ORDER BY ?title ?who LIMIT 1
"""


def services(graph: Path) -> str:
    """Return how many AWS services the graph has, and the names of the first few."""
    nodes = json.loads(graph.read_text(encoding="utf-8"))["nodes"]
    names = sorted(node["label"] for node in nodes if node.get("kind") == "aws-service")
    return f"{len(names)} AWS services: {', '.join(names[:5])} …"


def pick(turtle: Path) -> str:
    """Return a pick and who made it."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(turtle), format=pyoxigraph.RdfFormat.TURTLE)
    solutions = store.query(PICK)
    if isinstance(solutions, pyoxigraph.QuerySolutions):
        for solution in solutions:
            return f"{solution['who'].value} recommends “{solution['title'].value}”"
    return "no picks"


def sentence(table: Path) -> str:
    """Return the words behind a mention of an ambiguous name, and who said them."""
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["name"] == "Amazon Kinesis" and row["place"] == "transcript":
                return f"{row['name']}, said by {row['speaker']}: “{row['sentence']}”"
    return "no mention of Amazon Kinesis"


def main(folder: Path) -> None:
    """Print the places of the results and what was found in them."""
    files = {
        "page": folder / "graph.html",
        "RDF": folder / "graph.ttl",
        "graph": folder / "graph.json",
        "table": folder / "mentions.csv",
    }
    for name, path in files.items():
        print(f"{name:>6}  {path}")
    print()
    print(f"From the graph  {services(files['graph'])}")
    print(f"From the RDF    {pick(files['RDF'])}")
    print(f"From the table  {sentence(files['table'])}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
