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

_ROUNDS, _NEAR = 2_000, 1e-10
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
    networks"). Solved by fixed point, as in Vallarano et al. 2021, "Fast and scalable likelihood maximization
    for exponential random graph models with local constraints", to a relative error of 1e-10; where
    some cells are the same in every matrix of these degrees, which only small ones have, of about 1e-2.

    Args:
        rows: distinct degrees of rows; of_rows: how many rows have each.
        columns: and of_columns: likewise.
    """
    cells = np.zeros((len(rows), len(columns)))
    d, k = rows.astype(np.float64), columns.astype(np.float64)
    while True:  # what must be 1 or 0 throughout is set aside: x or y would be infinite or 0
        left, open_ = d > 0, k > 0
        full, filled = left & (d == of_columns @ open_), open_ & (k == of_rows @ left)
        if not (full.any() or filled.any()):
            break
        cells[np.ix_(full, open_)] = cells[np.ix_(left, filled)] = 1
        d, k = np.where(full, 0, d - of_columns @ filled), np.where(filled, 0, k - of_rows @ full)
    if left.any():
        cells[np.ix_(left, open_)] = _solved(d[left], of_rows[left], k[open_], of_columns[open_])
    return cells


def _solved(d: Floats, n: Integers, k: Floats, m: Integers) -> Floats:
    """Return the cells for `n` rows of degree `d` and `m` columns of degree `k`, none of them 0 or full."""
    x, y = d / np.sqrt(m @ k), k / np.sqrt(m @ k)
    for _ in range(_ROUNDS):
        sums = (1 / (1 + np.outer(x, y))) @ (m * y)
        off = np.abs(x * sums / d - 1).max()
        x = d / sums
        y = k / ((n * x) @ (1 / (1 + np.outer(x, y))))
        if off < _NEAR:
            break
    product = np.outer(x, y)
    return product / (1 + product)


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
