"""Extractions come in, how often technologies are named together goes out: windows, pairs, measures."""
