"""How value and bound came together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from peerpair.engines.limits import Progress
from peerpair.plot.canvas import BLUE, GREY, ORANGE, axes_or_new, finish
from peerpair.report.words import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def convergence(
    progress: Sequence[Progress], ax: Axes | None = None, *, stage: str | None = None
) -> Axes:
    """Draw the best value and the bound of one stage over the seconds of a run.

    Parameters
    ----------
    progress : sequence of Progress
        As collected by ``solve(problem, on_progress=progress.append)``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if there is none.
    stage : str, optional
        The `Progress.stage` of which to draw; that of the last entry if there is none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    PeerpairError
        If matplotlib is not installed.

    Examples
    --------
    >>> import peerpair as pp
    >>> progress = [pp.Progress("total", 0.1, 7, 12), pp.Progress("total", 0.4, 9, 9)]
    >>> convergence(progress).get_xlabel()
    'time (seconds)'
    """
    ax = axes_or_new(ax, (6.4, 4.2))
    told = [p for p in progress if p.stage == (progress[-1].stage if stage is None else stage)]
    level = told[-1].level if told else None
    start = told[0].elapsed if told else 0.0
    end = max((p.elapsed for p in told), default=1.0)
    values = [(p.elapsed, p.value) for p in told if p.value is not None]
    bounds = [(p.elapsed, p.bound) for p in told if p.bound is not None]
    _draw(ax, values, end, ("-", BLUE, "best answer so far"))
    _draw(ax, bounds, end, ("--", ORANGE, "bound: no answer can exceed it"))
    room = 0.04 * (end - start) or 0.5
    left = max(0.0, start - 5 * room)
    if left < start:
        ax.axvspan(left, start, color=GREY, alpha=0.15, linewidth=0, label="earlier stages")
    ax.set_xlim(left, end + room)
    ax.set_xlabel("time (seconds)")
    ax.set_ylabel("total (points)" if level is None else level.name, parse_math=False)
    ax.yaxis.set_major_formatter("{x:,.0f}")
    gap = told[-1].gap if told else None
    ax.set_title("Best answer and bound" + ("" if gap is None else f"; last gap {percent(gap)}"))
    if values or bounds:
        ax.legend(frameon=False, loc="best")
    finish(ax, ax.yaxis)
    return ax


def _draw(
    ax: Axes, points: Sequence[tuple[float, int]], end: float, look: tuple[str, str, str]
) -> None:
    """Draw what is known at each time: the last point holds until there is another."""
    if not points:
        return
    style, colour, label = look
    x, y = zip(*points, (end, points[-1][1]), strict=True)
    ax.step(x, y, style, where="post", color=colour, linewidth=2, label=label)
    ax.plot(x[:-1], y[:-1], "o", color=colour, markersize=4)
