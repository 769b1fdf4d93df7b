"""Who meets whom across specialties, as a network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from peerpair.errors import PeerpairError
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.plot.canvas import BLUE, axes_or_new, shortened
from peerpair.report.gather import check_answer
from peerpair.report.gather.contacts import Contacts
from peerpair.report.gather.contacts import contacts as count_contacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LARGEST, _SMALLEST = 1600.0, 120.0
"""Areas of the circles of the largest and of the smallest specialty, in square points."""

_THICKEST, _THICK = 9.0, 2.0
"""Width of the line of most contacts, and the most that one contact gets, in points."""


def contacts(problem: Problem, result: Result, ax: Axes | None = None) -> Axes:
    """Draw which specialties meet: circles by residents, lines by contacts between two of them.

    A contact is two residents in one group; those within a specialty stand in its label.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        An answer with groups.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if there is none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    PeerpairError
        If there is no group or no specialty, or matplotlib is not installed.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("a", specialty="IM"), pp.Resident("b", specialty="FM")])
    >>> result, _ = pp.evaluate(problem, [("a", "b")])
    >>> contacts(problem, result).get_title()
    'Contacts between specialties'
    """
    check_answer(problem, result)
    met = count_contacts(problem, result)
    if met is None or not met.specialties:
        raise PeerpairError("contacts needs an answer with groups, and residents with specialties")
    ax = axes_or_new(ax, (6.6, 6.4))
    where = _circle(len(met.specialties))
    _draw_lines(ax, met, where)
    _draw_circles(ax, met, where)
    ax.set_title("Contacts between specialties")
    ax.text(0.5, 0.0, _summary(met), transform=ax.transAxes, ha="center", va="bottom", fontsize=9)
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.7, 1.6), aspect="equal")
    ax.set_axis_off()
    return ax


def _circle(count: int) -> list[tuple[float, float]]:
    """Return points on a circle, clockwise from the top."""
    turns = (2 * math.pi * k / count for k in range(count))
    return [(math.sin(turn), math.cos(turn)) for turn in turns]


def _draw_lines(ax: Axes, met: Contacts, where: list[tuple[float, float]]) -> None:
    pairs = [(n, i, j) for i, row in enumerate(met.counts) for j, n in enumerate(row[:i]) if n]
    most = max((n for n, _, _ in pairs), default=1)
    for n, i, j in sorted(pairs):  # the thickest last, so that they are seen
        (x1, y1), (x2, y2) = where[i], where[j]
        shade = 0.35 + 0.65 * n / most
        ax.plot(
            [x1, x2],
            [y1, y2],
            color=BLUE,
            alpha=shade,
            linewidth=max(0.8, n * min(_THICK, _THICKEST / most)),
            solid_capstyle="round",
            zorder=1,
        )
        ax.text(
            x1 + 0.58 * (x2 - x1),
            y1 + 0.58 * (y2 - y1),
            f"{n:,}",
            fontsize=8,
            ha="center",
            va="center",
            zorder=3,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"},
        )


def _draw_circles(ax: Axes, met: Contacts, where: list[tuple[float, float]]) -> None:
    most = max(met.residents)
    sizes = [max(_SMALLEST, _LARGEST * n / most) for n in met.residents]
    xs, ys = [x for x, _ in where], [y for _, y in where]
    ax.scatter(xs, ys, s=sizes, color="white", edgecolors=BLUE, linewidths=2, zorder=2)
    for k, ((x, y), name) in enumerate(zip(where, met.specialties, strict=True)):
        ax.text(x, y, f"{met.residents[k]:,}", ha="center", va="center", fontsize=9, zorder=4)
        within = met.counts[k][k]
        label = f"{shortened(name, 20)}\n{within:,} within" if within else shortened(name, 20)
        away = math.sqrt(sizes[k]) / 2 + 6  # circles are in points, so their labels are too
        ax.annotate(
            label,
            (x, y),
            (away * x, away * y),
            textcoords="offset points",
            ha="center" if abs(x) < 0.3 else "left" if x > 0 else "right",
            va="center" if abs(y) < 0.3 else "bottom" if y > 0 else "top",
            fontsize=9,
            zorder=4,
            parse_math=False,
        )


def _summary(met: Contacts) -> str:
    text = f"{met.across:,} of {met.known:,} contacts are between specialties"
    if met.by_chance is not None and met.known:
        text += f"; by lot {met.known * met.by_chance:,.0f} would be"
    if met.unknown:
        text += f"\n{met.unknown:,} more with an unknown specialty"
    return f"{text}\nin the circles: residents; on the lines: contacts"
