"""The graph and the extractions in, files out: one module a form (page, RDF, table)."""
