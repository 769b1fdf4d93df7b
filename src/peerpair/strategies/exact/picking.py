"""The groups of a chunk that pay most, and those that prices do not cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.model.arrays import Ints

AWAY = 2**52
"""Price that keeps a resident out of every window."""

MOST = 256
"""Violated groups of one chunk that are looked at in one round of pricing."""


@dataclass(frozen=True, eq=False)
class Priced:
    """Groups that prices do not cover.

    Attributes
    ----------
    columns : Columns
        The most violated ones of each resident.
    lifts : int[n]
        By how much to raise residents' prices so that all groups are covered.
    complete : bool
        All groups were looked at; else the lifts cover only some.
    """

    columns: Columns
    lifts: Ints
    complete: bool = True


def cheapest(columns: Columns, slack: Ints, count: int) -> Columns:
    """Return the columns with the smallest slack, below `AWAY`, in order."""
    at = np.flatnonzero(slack < AWAY)
    if len(at) > count:
        at = np.sort(at[np.argpartition(slack[at], count)[:count]])
    return columns.take(at)


def violated(
    columns: Columns, slack: Ints, least: Ints | int, n: int
) -> tuple[Columns, Ints, Ints]:
    """Return the most violated columns, their slacks, and the lifts that cover all of them.

    Parameters
    ----------
    columns : Columns
        Some columns.
    slack : int[m]
        Their slack.
    least : int[n] or int
        What slack none of those is below that were left out, by first resident.
    n : int
        Number of residents.
    """
    at = np.flatnonzero(slack < 0)
    first = columns.members[at, 0]
    lifts = np.zeros(n, dtype=np.int64)
    np.maximum.at(lifts, first, -np.minimum(slack[at], np.broadcast_to(least, n)[first]))
    most = MOST * len(np.unique(first))
    if len(at) > most:
        at = at[np.argpartition(slack[at], most)[:most]]
    return columns.take(at), slack[at], lifts
