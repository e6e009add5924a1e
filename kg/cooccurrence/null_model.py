"""An incidence matrix and counts of pairs come in, how likely such counts are by chance goes out: the SDSM.

Fisher's test takes all windows for alike. The stochastic degree sequence model does not: it keeps, on
average, how many windows name each technology and also how many technologies each window names, so that
being on the same long list tells little (Neal 2014, "The backbone of bipartite projections"; Neal,
Domagalski & Sagan 2021, "Comparing alternatives to the fixed degree sequence model"). The probability
that a window names a technology is that of the bipartite configuration model; the number of windows that
name both of a pair is then a sum of independent trials with different probabilities, Poisson-binomial.

Technologies and windows with the same degree are alike here, so that everything is computed on classes.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

from kg.cooccurrence.incidence import Floats, Integers

_ROUNDS, _NEAR = 10_000, 1e-10
"""Of the fit: at most so many, and the relative error of degrees that ends it."""

_SPREAD = 37.0
"""Probabilities below exp(-37) = 1e-16 are left out."""

_ROWS = 256
"""Pairs taken at a time."""

_FARTHEST, _STEPS, _CLOSE = 500.0, 60, 0.1
"""Of the shift of log odds: the greatest, the steps towards it, and the standard deviations that the mean may be off."""


def sdsm(counts: Integers, a: Integers, b: Integers, degrees: Integers, sizes: Integers) -> Floats:
    """Return of each pair the probability of its count or a greater one in the model.

    Args:
        counts: windows that name both.
        a: the one technology of each pair, by its position in `degrees`; b: the other.
        degrees: windows that name each technology, at least 1.
        sizes: technologies that each window names, at least 1.
    """
    if not len(counts):
        return np.array([], dtype=np.float64)
    rows, row_of, of_rows = np.unique(degrees, return_inverse=True, return_counts=True)
    columns, of_columns = np.unique(sizes, return_counts=True)
    cells = fit(rows, of_rows, columns, of_columns)
    ends = np.sort(np.stack([row_of[a], row_of[b]]), axis=0)
    alike, which = np.unique(np.stack([counts, *ends]), axis=1, return_inverse=True)
    x, one, other = alike
    return upper_tail(x, cells[one] * cells[other], of_columns)[which]


def fit(rows: Integers, of_rows: Integers, columns: Integers, of_columns: Integers) -> Floats:
    """Return the probability of a cell for each class of rows and columns: the bipartite configuration model.

    x y / (1 + x y), with x of the row and y of the column such that all expected degrees are those given;
    of all models that keep these it has the greatest entropy (Saracco et al. 2015, "Randomizing bipartite
    networks"). Solved by fixed point, as in Vallarano et al. 2021, to a relative error of 1e-10; degrees
    that only some cells 0 and 1 can give are met to about 1e-4.

    Args:
        rows: distinct degrees of rows; of_rows: how many rows have each.
        columns: and of_columns: likewise.
    """
    full = rows == of_columns.sum()  # named by every window: 1 whatever the rest
    cells = np.ones((len(rows), len(columns)))
    d, n = rows[~full].astype(np.float64), of_rows[~full]
    k = columns - float(of_rows[full].sum())
    if not len(d):
        return cells
    total = max(float(of_columns @ k), 1.0)
    x, y = d / np.sqrt(total), k / np.sqrt(total)
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.outer(x, y))
        off = np.abs(x * (share @ (of_columns * y)) / d - 1).max()
        x = d / (share @ (of_columns * y))
        share = 1 / (1 + np.outer(x, y))
        y = k / ((n * x) @ share)
        if off < _NEAR:
            break
    product = np.outer(x, y)
    cells[~full] = product / (1 + product)
    return cells


def upper_tail(x: Integers, chances: Floats, trials: Integers) -> Floats:
    """Return P(X >= x) where X counts the successes of `trials[c]` trials of chance `chances[:, c]`, over all c.

    The probabilities of X are taken from its characteristic function by a discrete Fourier transform
    (Hong 2013, "On computing the distribution function for the Poisson binomial distribution"), after
    an exponential shift that brings the mean to x, so that small tails have as many right digits as
    great ones (Peres, Lee & Keich 2021, "Exactly computing the tail of the Poisson-binomial distribution").
    The relative error is below 1e-9; what is below 1e-300 may be 0.

    Args:
        x: one for each row of `chances`, at least 1 and at most the number of trials.
    """
    tail = np.empty(len(x))
    order = np.argsort(np.maximum(x, chances @ trials), kind="stable")  # what is alike has transforms alike
    for begin in range(0, len(x), _ROWS):
        some = order[begin : begin + _ROWS]
        tail[some] = _tails(x[some], chances[some], trials)
    return tail


def _tails(x: Integers, chances: Floats, trials: Integers) -> Floats:
    shift = _shift(x, chances, trials)
    odds = np.exp(shift)
    shifted = _shifted(chances, shift)
    variance = (shifted * (1 - shifted)) @ trials
    # Bernstein's inequality: X is farther than this from its mean with a chance below exp(-_SPREAD).
    half = int(_SPREAD / 3 + np.sqrt((_SPREAD / 3) ** 2 + 2 * _SPREAD * variance.max())) + 2
    length = fft.next_fast_len(2 * half, real=True)
    angles = 2 * np.pi / length * np.arange(length // 2 + 1)
    angles = angles[variance.min() * (1 - np.cos(angles)) < _SPREAD]  # |E exp(i t X)| <= exp(-v (1 - cos t))
    cos, sin = np.cos(angles), np.sin(angles)
    cell = shifted[:, :, None]
    with np.errstate(divide="ignore"):  # ln 0, where half of a cell's mass stands at odd places
        logs = trials @ (np.log1p(-2 * cell * (1 - cell) * (1 - cos)) / 2)
    phases = trials @ np.arctan2(cell * sin, 1 - cell * (1 - cos))
    least = np.floor(shifted @ trials).astype(np.int64) - half
    spectrum = np.exp(logs) * np.exp(1j * (angles * least[:, None] - phases))
    masses = fft.irfft(spectrum, length)
    beyond = least[:, None] + np.arange(length) - x[:, None]
    summed = np.where(beyond >= 0, masses * odds[:, None] ** -np.maximum(beyond, 0.0), 0.0).sum(axis=1)
    scale = trials @ np.log1p(chances * (odds[:, None] - 1)).T - x * shift
    tails: Floats = np.clip(np.exp(scale) * summed, 0.0, 1.0)
    return tails


def _shifted(chances: Floats, shift: Floats) -> Floats:
    """Return the chances whose odds are exp(shift) times as great."""
    odds = np.exp(shift)[:, None]
    shifted: Floats = chances * odds / (1 + chances * (odds - 1))
    return shifted


def _shift(x: Integers, chances: Floats, trials: Integers) -> Floats:
    """Return how far log odds are shifted for a mean near x, or 0 where it is as great already.

    By Newton's steps on the logarithm of the mean, halving where they leave what is known to hold it.
    The tail does not depend on the shift; only its precision does.
    """
    low, high = np.zeros(len(x)), np.full(len(x), _FARTHEST)
    shift = low
    for _ in range(_STEPS):
        shifted = _shifted(chances, shift)
        mean = shifted @ trials
        variance = (shifted * (1 - shifted)) @ trials
        if (np.where(shift > 0, np.abs(x - mean), x - mean) <= _CLOSE * np.sqrt(variance)).all():
            break
        low, high = np.where(mean < x, shift, low), np.where(mean < x, high, shift)
        step = shift + np.log(x / mean) * mean / np.maximum(variance, 1e-9)
        shift = np.where((low < step) & (step < high), step, (low + high) / 2)
    return shift
