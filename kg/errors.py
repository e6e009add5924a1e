"""What all of kg's refusals have in common."""

from __future__ import annotations


class KgError(Exception):
    """Something given to kg cannot be used; the message names it and the next step."""

    details: tuple[str, ...] = ()
    """Lines for the reader that come before the message."""
