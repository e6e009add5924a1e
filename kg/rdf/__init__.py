"""The graph and the extractions come in, RDF statements go out, part by part: one named graph after the other.

Terms are strings as N-Triples writes them (`<https://…>`, `"text"@en`), so that statements are made,
compared and written without a library in between; what they are is said in kg.vocabulary. The parts:

- one of each episode: the episode, its files, topics, picks, turns, passages and mentions;
- `entities`: shows, people, technologies and sponsors, which no episode has to itself;
- `co-occurrence/turn` and `co-occurrence/episode`: observations of pairs;
- `times`, `vocabulary`, `provenance`;
- the description of the whole, in the default graph, at the end because it counts the rest.

A subject is described in one part only, except that `co-occurrence/turn` says which technologies
co-occur. Nothing is a blank node. No wall-clock time is written, except
the one that SOURCE_DATE_EPOCH gives. Memory depends on the graph and the largest episode, not on the
number of statements.
"""
