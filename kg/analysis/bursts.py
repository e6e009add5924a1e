"""How often something is named, period by period, comes in; when it was named in bursts goes out.

Kleinberg 2002, "Bursty and hierarchical structure in streams", section 4 (batched arrivals), with two
states: the usual one, in which the share is that to be expected, and the burst, in which it is greater.
The cheapest run of states is found by Viterbi's algorithm; entering a burst has a price, so that a
single lucky period is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf, log

RATIO = 2.0
"""How many times the usual odds a burst has (Kleinberg's s). He multiplies the share; of what is rare
that is the same, and odds stay possible for what most episodes name."""

GAMMA = 1.0
"""Price of entering a burst, times the logarithm of the number of periods."""


@dataclass(frozen=True, slots=True)
class Burst:
    """A run of periods."""

    first: int
    last: int
    """Positions of its first and last period."""
    weight: float
    """How much likelier the burst makes what was counted in it: the logarithm of the ratio."""


def bursts(
    counts: Sequence[int],
    totals: Sequence[int],
    usual: Sequence[float],
    *,
    ratio: float = RATIO,
    gamma: float = GAMMA,
) -> tuple[Burst, ...]:
    """Return the bursts of a series, in order of time.

    Args:
        counts: by period, at most the `totals`.
        totals: what they are out of.
        usual: by period, the share to be expected; Kleinberg has one for all.
        ratio: odds in a burst over the usual odds.
        gamma: price of entering one, times the logarithm of the number of periods.
    """
    if not counts:
        return ()
    series = zip(counts, totals, usual, strict=True)
    # The binomial coefficients are those of either state.
    gains = [count * log(ratio) - total * log(1 - share + ratio * share) for count, total, share in series]
    states = _cheapest(gains, gamma * log(len(counts)))
    runs = groupby(range(len(states)), key=states.__getitem__)
    spans = [list(positions) for in_burst, positions in runs if in_burst]
    return tuple(Burst(span[0], span[-1], sum(gains[at] for at in span)) for span in spans)


def _cheapest(gains: Sequence[float], price: float) -> list[bool]:
    """Return by period whether the burst is on in the cheapest run of states, which begins in the usual one.

    Args:
        gains: what being in the burst saves in each period.
        price: of entering it; leaving is free.
    """
    costs = (0.0, inf)
    before: list[tuple[bool, bool]] = []
    for gain in gains:
        usual, burst = costs
        before.append((burst < usual, burst < usual + price))
        costs = (min(usual, burst), min(burst, usual + price) - gain)
    state = costs[1] < costs[0]
    states = []
    for came_from in reversed(before):
        states.append(state)
        state = came_from[state]
    return states[::-1]
