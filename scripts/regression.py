"""A matrix of examples by features and their labels in; the weights of a logistic regression out."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize


def fit(matrix: Any, truth: Any, penalty: float) -> Any:
    """Return the weights, the bias last, of the logistic regression of `truth` (0 or 1) on `matrix`.

    Args:
        penalty: of the squared weights (L2); the bias has none.
    """

    def loss(point: Any) -> tuple[float, Any]:
        weights, bias = point[:-1], point[-1]
        odds = matrix @ weights + bias
        error = 1 / (1 + np.exp(-odds)) - truth
        value = np.logaddexp(0, -odds * (2 * truth - 1)).sum() + penalty / 2 * (weights @ weights)
        return float(value), np.append(matrix.T @ error + penalty * weights, error.sum())

    start = np.zeros(matrix.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
