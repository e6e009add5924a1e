"""A store of a build in, answers to SPARQL questions out.

`store` writes and opens the store; `engine` runs one query at a time in a process that can be
killed, after `guard` has let it pass; `results` writes answers down; `library` holds the shipped
queries and `parameters` finds what their parameters mean; `prompt` asks line after line.
"""
