"""The statistics of a class report: a distribution in numbers, and how well an exercise tells students apart.

The definitions follow L. Crocker and J. Algina, *Introduction to Classical and Modern Test Theory* (1986), chapter 14:

- The **success rate** of an exercise is the mean of its scores divided by its points (the item's difficulty *p*). Where
  an exercise gives all its points or none, it is the share of students who solved it.
- Its **discrimination** is the corrected item-total correlation: Pearson's correlation of the exercise's scores with
  the sums of the *other* exercises' scores (S. Henrysson, "Correction of item-total correlations in item analysis",
  *Psychometrika* 28, 1963). Where an exercise gives all its points or none, it is the point-biserial correlation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Summary:
    """A distribution in five numbers; all but the first are None where there is nothing to summarize."""

    count: int
    mean: float | None = None
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @classmethod
    def of(cls, values: Sequence[float]) -> Summary:
        """The summary of some values, in their unit."""
        if not values:
            return cls(0)
        return cls(
            len(values),
            float(np.mean(values)),
            float(np.median(values)),
            float(min(values)),
            float(max(values)),
        )


@dataclass(frozen=True)
class Bin:
    """How many values are at least ``low`` and below ``high``."""

    low: float
    high: float
    count: int


def bins(
    values: Sequence[float], low: float = math.inf, high: float = -math.inf, narrowest: float = 1, most: int = 25
) -> tuple[Bin, ...]:
    """A histogram over all values, from ``low`` to ``high`` at least; nothing where there are no values.

    The width of its bins is ``narrowest`` times 1, 2, 5, 10, 20, 50 and so on, so that about ``most`` cover it.
    A bin begins at its ``low``: the full score has a bin of its own.
    """
    if not values:
        return ()
    low, high = min(low, *values), max(high, *values)
    widths = (float(narrowest * step * 10**power) for power in count() for step in (1, 2, 5))
    width = next(width for width in widths if (high - low) / width <= most)

    def place(value: float) -> int:
        return int((value / width + 1e-9) // 1)

    counts = Counter(place(value) for value in values)
    return tuple(
        Bin(round(at * width, 6), round((at + 1) * width, 6), counts[at]) for at in range(place(low), place(high) + 1)
    )


def discrimination(scores: NDArray[np.float64], exercise: int) -> float | None:
    """The corrected item-total correlation of a column of ``scores``, shape (students, exercises); from -1 to 1.

    A score that is not known is NaN: its student does not count for that exercise, and among the others none counts of
    which somebody's score is not known. None for fewer than three students, and where the exercise's scores, or the
    sums of the others, are all equal.
    """
    others = np.delete(scores, exercise, axis=1)
    others = others[:, ~np.isnan(others).any(axis=0)].sum(axis=1)
    own = scores[:, exercise]
    others, own = others[~np.isnan(own)], own[~np.isnan(own)]
    if len(own) < 3:
        return None
    if np.allclose(own, own[0]) or np.allclose(others, others[0]):
        return None
    return float(np.corrcoef(own, others)[0, 1])
