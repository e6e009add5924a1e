"""The null model: degrees are kept, and tails equal convolutions, scipy's binomial and matrices drawn at random."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from kg.cooccurrence.null_model import fit, sdsm, upper_tail

matrices = st.tuples(st.integers(1, 6), st.integers(1, 9)).flatmap(lambda shape: arrays.arrays(bool, shape))


def classes(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return distinct degrees and their numbers, of rows and of columns."""
    return (
        *np.unique(matrix.sum(axis=1), return_counts=True),
        *np.unique(matrix.sum(axis=0), return_counts=True),
    )


@settings(derandomize=True, deadline=None)
@given(matrices)
def test_expected_degrees_are_those_of_the_matrix(matrix: np.ndarray) -> None:
    """For any matrix, those with full and empty rows and columns among them."""
    rows, of_rows, columns, of_columns = classes(matrix)
    cells = fit(rows, of_rows, columns, of_columns)
    assert ((cells >= 0) & (cells <= 1)).all()
    assert cells @ of_columns == pytest.approx(rows.astype(float), abs=0.05)
    assert of_rows @ cells == pytest.approx(columns.astype(float), abs=0.05)


def test_a_model_worked_by_hand() -> None:
    """Where all columns are alike a cell is the row's share; a full row is 1, and what it fills says no more."""
    same = fit(np.array([1, 3]), np.array([1, 1]), np.array([1]), np.array([4]))
    assert same == pytest.approx(np.array([[0.25], [0.75]]))
    full = fit(np.array([1, 4]), np.array([2, 1]), np.array([1, 2]), np.array([2, 2]))
    assert full == pytest.approx(np.array([[0, 0.5], [1, 1]]))


def convolved(chances: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Return P(X >= x) for x from 0, trial by trial."""
    masses = np.array([1.0])
    for chance, number in zip(chances, trials, strict=True):
        for _ in range(number):
            masses = np.convolve(masses, [1 - chance, chance])
    return masses[::-1].cumsum()[::-1]


def test_tails_equal_convolutions_far_out() -> None:
    """Down to 1e-250 all tails have nine right digits, where trials are certain, likely or next to impossible."""
    draw = np.random.default_rng(7)
    smallest = 1.0
    for _ in range(60):
        number = draw.integers(1, 6)
        trials = draw.integers(1, 25, number)
        chances = draw.random(number) ** draw.integers(1, 9)
        x = np.arange(1, trials.sum() + 1)
        slow = convolved(chances, trials)[1:]
        quick = upper_tail(x, np.tile(chances, (len(x), 1)), trials)
        told = slow > 1e-250
        assert quick[told] == pytest.approx(slow[told], rel=1e-9)
        smallest = min(smallest, slow[told].min())
    assert smallest < 1e-200


def test_equal_chances_are_binomial() -> None:
    """One class of many trials: scipy's binomial, from the body to the tail."""
    x = np.array([1, 40, 100, 130, 400, 1000])
    tails = upper_tail(x, np.full((len(x), 1), 0.001), np.array([100_000]))
    assert tails == pytest.approx(stats.binom.sf(x - 1, 100_000, 0.001), rel=1e-8)
    assert tails[-1] < 1e-300 or tails[-1] == pytest.approx(stats.binom.sf(999, 100_000, 0.001), rel=1e-8)


def test_against_matrices_drawn_at_random() -> None:
    """Of 20,000 matrices drawn from the model, the share with so many common windows is p within 4 errors."""
    draw = np.random.default_rng(3)
    matrix = draw.random((6, 25)) < draw.random((6, 1)) * draw.random((1, 25)) * 1.6
    matrix = matrix[:, matrix.any(axis=0)]
    degrees, sizes = matrix.sum(axis=1), matrix.sum(axis=0)
    a, b = np.triu_indices(len(degrees), 1)
    counts = (matrix[a] & matrix[b]).sum(axis=1)
    a, b, counts = a[counts > 0], b[counts > 0], counts[counts > 0]
    rows, of_rows, columns, of_columns = classes(matrix)
    cells = fit(rows, of_rows, columns, of_columns)[np.searchsorted(rows, degrees)]
    drawn = draw.random((20_000, *matrix.shape)) < cells[:, np.searchsorted(columns, sizes)]
    shares = ((drawn[:, a] & drawn[:, b]).sum(axis=2) >= counts).mean(axis=0)
    p = sdsm(counts, a, b, degrees, sizes)
    assert len(p) >= 8
    assert (np.abs(shares - p) < 4 * np.sqrt(p * (1 - p) / 20_000) + 1e-4).all()


def test_long_lists_tell_little() -> None:
    """Together in 4 windows that name ten things is likelier by chance than in 4 that name two; Fisher sees no odds."""
    p = {}
    for size in (2, 10):
        together = [list(range(2)) + [2 + 8 * w + n for n in range(size - 2)] for w in range(4)]
        apart = [[100 + w] for w in range(40)] + [[200 + w + 8 * n for n in range(size)] for w in range(4)]
        windows = together + apart
        names = sorted({name for window in windows for name in window})
        degrees = np.array([sum(name in window for window in windows) for name in names])
        sizes = np.array(list(map(len, windows)))
        one, other = np.array([0]), np.array([1])
        p[size] = sdsm(np.array([4]), one, other, degrees, sizes)[0]
    assert p[2] < p[10] / 10


def test_no_pairs() -> None:
    """There is nothing to say of none."""
    none = np.array([], dtype=np.int64)
    assert len(sdsm(none, none, none, np.array([1]), np.array([1]))) == 0
