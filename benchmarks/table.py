"""Aligned plain-text tables that print row by row, and the numbers of a row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

__all__ = ["Table", "gap_text", "growth", "number", "seconds"]


class Table:
    """A table whose rows are printed as they come.

    Parameters
    ----------
    columns : mapping of str to int
        Head and width of each column; a negative width stands left.
    """

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.widths = [*columns.values()]
        self.row([*columns])

    def row(self, cells: Sequence[object]) -> None:
        """Print one row."""
        parts = []
        for cell, width in zip(cells, self.widths, strict=True):
            text = "-" if cell is None else str(cell)
            parts.append(text.ljust(-width) if width < 0 else text.rjust(width))
        print("  ".join(parts).rstrip(), flush=True)


def number(value: int | None) -> str:
    """Return a whole number with commas.

    Examples
    --------
    >>> number(1234567), number(None)
    ('1,234,567', '-')
    """
    return "-" if value is None else f"{value:,d}"


def seconds(value: float | None) -> str:
    """Return seconds with as many digits as they deserve.

    Examples
    --------
    >>> seconds(0.0123), seconds(4.567), seconds(123.4)
    ('0.012', '4.57', '123')
    """
    if value is None:
        return "-"
    return f"{value:.{3 if value < 1 else 2 if value < 100 else 0}f}"


def gap_text(gap: float | None) -> str:
    """Return a relative gap in percent; 0 only where it is exactly 0.

    Examples
    --------
    >>> gap_text(0.0), gap_text(1e-7), gap_text(0.0123)
    ('0', '<0.0001', '1.2300')
    """
    if gap is None:
        return "-"
    return "0" if gap == 0 else "<0.0001" if 0 < gap < 1e-6 else f"{100 * gap:.4f}"


def growth(points: Sequence[tuple[int, float]]) -> float | None:
    """Return the exponent of the power law that fits (size, seconds) best; None for too few.

    Examples
    --------
    >>> growth([(10, 1.0), (100, 100.0), (1000, 10000.0)])
    2.0
    """
    known = [(math.log(n), math.log(took)) for n, took in points if n > 0 and took > 0]
    if len({x for x, _ in known}) < 3:
        return None
    middle = [sum(part) / len(known) for part in zip(*known, strict=True)]
    above = sum((x - middle[0]) * (y - middle[1]) for x, y in known)
    exponent: float = above / sum((x - middle[0]) ** 2 for x, _ in known)
    return round(exponent, 2)
