"""How much usable time any two residents share."""

from __future__ import annotations

from itertools import groupby, permutations
from typing import TYPE_CHECKING, Literal

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.compile.shared_time import SharedTimeKernel
from peerpair.errors import PeerpairError, check_argument
from peerpair.model.arrays import Floats
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.plot.canvas import GREY, axes_or_new, shortened
from peerpair.report.gather import check_answer
from peerpair.text import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

_NAMED = 30
"""Residents up to which each is named on the axes; above, the specialties are."""

_LETTERS = 40
"""Letters of all labels that find room below the map side by side."""

_SQUARES = 160
"""As wide as the map divided by this, a square is still seen."""


def overlap(
    problem: Problem,
    result: Result | None = None,
    ax: Axes | None = None,
    *,
    measure: Literal["hours", "weeks"] = "hours",
) -> Axes:
    """Draw a heat map of the time that residents share, two by two.

    Residents stand by specialty, in a specialty by group, else in document order.

    Parameters
    ----------
    problem : Problem
        With a horizon.
    result : Result, optional
        An answer; members of one group are marked.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if there is none.
    measure : {"hours", "weeks"}
        Shared starts in hours of the whole horizon, each date up to
        ``meeting.cap_minutes_per_day``; or weeks in which the two can meet.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    PeerpairError
        If the problem has no horizon, or matplotlib is not installed.

    Examples
    --------
    >>> from peerpair.generate import generate
    >>> overlap(generate(6, 0)).get_title()
    'Time that residents share'
    """
    check_argument("problem", problem, Problem)
    if problem.horizon is None:
        raise PeerpairError("overlap needs a problem with a horizon")
    if result is not None:
        check_answer(problem, result)
    ax = axes_or_new(ax, (7.5, 6.5))
    from matplotlib.ticker import MaxNLocator  # after the check that it is installed

    cohort = DenseCohort(problem)
    groups = [[cohort.index[m] for m in g.members] for g in result.groups] if result else []
    order = _order(problem, groups)
    table = _shared(SharedTimeKernel(cohort), measure)[np.ix_(order, order)]
    image = ax.imshow(table, cmap=_shades(), vmin=0, interpolation="nearest")
    ticks = MaxNLocator(integer=True)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.8, ticks=ticks)
    weeks = problem.horizon.weeks
    hours = f"shared usable time in {problem.horizon.days} days (hours)"
    bar.set_label(hours if measure == "hours" else f"weeks in which two can meet (of {weeks})")
    if groups:
        _mark(ax, groups, order)
    _label(ax, problem, order)
    ax.set_title("Time that residents share" + ("; squares mark groups" if groups else ""))
    return ax


def _order(problem: Problem, groups: list[list[int]]) -> list[int]:
    """Return the residents by specialty, largest first, in each by group."""
    place = {member: number for number, group in enumerate(groups) for member in group}
    names = [clean(r.specialty or "") for r in problem.active]
    sizes = {name: names.count(name) for name in set(names)}
    return sorted(
        range(len(names)),
        key=lambda i: (-sizes[names[i]], names[i], place.get(i, len(groups)), i),
    )


def _shared(kernel: SharedTimeKernel, measure: str) -> Floats:
    """Return float[n, n], symmetric; a resident with oneself is nothing."""
    minutes, weeks = kernel.pairs
    if measure == "weeks":
        shared = weeks.astype(float)
    else:  # two members share the same; starts are counted where there is no cap
        slot = kernel.cohort.problem.meeting.slot_minutes if kernel.cap is None else 1
        shared = minutes * slot / 120
    both: Floats = np.triu(shared, 1) + np.triu(shared, 1).T
    np.fill_diagonal(both, np.nan)
    return both


def _shades() -> Colormap:
    """Return shades that everybody can order, and grey for what does not exist."""
    from matplotlib import colormaps

    return colormaps["cividis"].with_extremes(bad="#d9d9d9")


def _mark(ax: Axes, groups: list[list[int]], order: list[int]) -> None:
    """Draw a square around the cells of residents in one group, seen on light and dark."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    at = {resident: place for place, resident in enumerate(order)}
    side = max(0.8, len(order) / _SQUARES)
    thin = 0.6 if side > 1 else 1.2
    for colour, width in (("white", thin + 1.4), ("black", thin)):
        squares = [
            Rectangle((x - side / 2, y - side / 2), side, side)
            for group in groups
            for x, y in permutations((at[member] for member in group), 2)
        ]
        marks = PatchCollection(squares, facecolor="none", edgecolor=colour, linewidth=width)
        ax.add_collection(marks, autolim=False)


def _label(ax: Axes, problem: Problem, order: list[int]) -> None:
    people = problem.active
    names = [clean(people[i].specialty or "") or "(none)" for i in order]
    runs = [(name, len([*run])) for name, run in groupby(names)]
    edges = np.cumsum([0, *(count for _, count in runs)])
    for edge in edges[1:-1]:
        ax.axhline(edge - 0.5, color="white", linewidth=0.8)
        ax.axvline(edge - 0.5, color="white", linewidth=0.8)
    if len(order) <= _NAMED:
        at = np.arange(len(order), dtype=float)
        texts = [shortened(clean(people[i].name) or clean(people[i].id)) for i in order]
    else:
        at = (edges[:-1] + edges[1:] - 1) / 2
        texts = [shortened(name) for name, _ in runs]
    size = 8 if len(texts) > 12 else 9
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(at, texts, fontsize=size, parse_math=False)
        axis.set_tick_params(length=0)
    ax.tick_params(axis="x", rotation=90 if sum(map(len, texts)) > _LETTERS else 0)
    kind = "residents" if len(order) <= _NAMED else f"{len(order)} residents, by specialty"
    ax.set_xlabel(kind)
    ax.set_ylabel(kind)
    for spine in ax.spines.values():
        spine.set_color(GREY)
