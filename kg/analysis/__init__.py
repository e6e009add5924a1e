"""Extractions and pairs of technologies come in, what an analyst asks of them goes out: communities, centralities, trends, comparisons."""
