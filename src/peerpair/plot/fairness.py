"""In how many weeks residents can meet, beside groups drawn by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peerpair.errors import PeerpairError
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.plot.canvas import BLUE, ORANGE, axes_or_new, finish
from peerpair.report.gather import check_answer
from peerpair.report.gather.chance import chance

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def fairness(
    problem: Problem, result: Result, ax: Axes | None = None, draws: int = 200, seed: int = 0
) -> Axes:
    """Draw how many residents can meet in how many weeks, and how many would by lot.

    Parameters
    ----------
    problem : Problem
        With a horizon.
    result : Result
        An answer with groups.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if there is none.
    draws, seed : int
        Of the lots; see `peerpair.report.gather.chance.chance`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    PeerpairError
        If there is no horizon or no group, or matplotlib is not installed.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.generate import generate
    >>> problem = generate(6, 0)
    >>> result, _ = pp.evaluate(problem, [("r001", "r002"), ("r003", "r004"), ("r005", "r006")])
    >>> fairness(problem, result).get_ylabel()
    'residents'
    """
    check_answer(problem, result)
    lots = chance(problem, result, draws, seed)
    if lots is None:
        raise PeerpairError("fairness needs a problem with a horizon and an answer with groups")
    ax = axes_or_new(ax, (6.4, 4.2))
    weeks = np.arange(len(lots.formed))
    few = len(weeks) <= 12
    bars = ax.bar(weeks - 0.15, lots.formed, 0.5, color=BLUE, label="in the groups formed")
    mean = np.array(lots.mean)
    reach = np.clip(np.stack([mean - lots.low, np.array(lots.high) - mean]), 0, None)
    ax.errorbar(
        weeks + 0.28,
        mean,
        yerr=reach,
        fmt="D",
        color=ORANGE,
        markersize=6 if few else 3,
        markeredgecolor="white",
        capsize=4 if few else 0,
        label=f"by lot: mean and nine in ten of {draws:,} draws",
    )
    if few:
        ax.bar_label(bars, [f"{n:,}" if n else "" for n in lots.formed], padding=2, color=BLUE)
    ax.set_xlabel(f"weeks in which a resident can meet the group (of {len(weeks) - 1})")
    ax.set_ylabel("residents")
    ax.set_title("Weeks met, beside drawing lots")
    ax.set_ylim(0, 1.12 * max(1, *lots.formed, *lots.high))
    ax.legend(frameon=False, loc="upper left")
    finish(ax, ax.xaxis, ax.yaxis)
    return ax
