"""How a run is going: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Protocol

from peerpair.cli.console import say, showing
from peerpair.model.level import LevelKind
from peerpair.report.words import count
from peerpair.text import clean

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from peerpair.engines.limits import Progress

_EVERY, _NEXT = 5.0, 1.0
"""Seconds between two lines of one stage, and of two stages, where there is no terminal."""

_WIDE = 110
"""Columns of a terminal with room for a bar beside the words."""

_REFRESH = 0.2
"""Seconds between two changes of the bar."""

_LEVELS = {
    LevelKind.UNPLACED: "As few as possible without a group",
    LevelKind.GROUPS_KEPT: "As many earlier groups as possible",
    LevelKind.PAIRS_KEPT: "As many earlier pairs as possible",
    LevelKind.MAXMIN: "The least shared time",
    LevelKind.REPEATS: "As few as possible who have met",
    LevelKind.SAT_OUT: "Fewest who sit out again",
}
_STAGES = {"compile": "Looking at what is possible", "total": "The best groups"}


class Show(Protocol):
    """What shows how a run is going."""

    def tell(self, progress: Progress) -> None:
        """Show where the run stands."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was; called more than once."""
        ...


class Nothing:
    """Shows nothing."""

    def tell(self, progress: Progress) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Do nothing."""


class Lines:
    """A line now and then; a run of a second says nothing."""

    def __init__(self) -> None:
        self._stage = ""
        self._last = time.monotonic()

    def tell(self, progress: Progress) -> None:
        """Write a line, unless one was written just now."""
        now = time.monotonic()
        if now - self._last < (_EVERY if progress.stage == self._stage else _NEXT):
            return
        self._stage, self._last = progress.stage, now
        known = progress_text(progress)
        say(f"After {progress.elapsed:.0f} s: {stage_text(progress)}{known and f' ({known})'}")

    def close(self) -> None:
        """Do nothing."""


class Bar:
    """One line that is rewritten: stage, time used, best so far, bound and gap.

    Parameters
    ----------
    seconds : float
        The time limit, which is the length of the bar.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._bars: Bars | None = None
        self._last = 0.0

    def tell(self, progress: Progress) -> None:
        """Rewrite the line."""
        now = time.monotonic()
        if now - self._last < _REFRESH:
            return
        self._last = now
        with showing():
            if self._bars is None:
                self._bars = _bars()
                first = stage_text(progress)
                self._task = self._bars.add_task(first, total=self._seconds or 1.0, known="")
                self._bars.start()
            self._bars.update(
                self._task,
                completed=min(progress.elapsed, self._seconds),
                description=stage_text(progress),
                known=progress_text(progress),
                refresh=True,
            )

    def close(self) -> None:
        """Remove the line."""
        if self._bars is not None:
            with showing():
                self._bars.stop()
            self._bars = None


def _bars() -> Bars:
    from rich.console import Console  # 0.1 s, and only for a terminal
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    console = Console(file=sys.stderr)
    wide = console.width >= _WIDE
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        *([BarColumn(bar_width=20), TimeElapsedColumn()] if wide else []),
        TextColumn("{task.fields[known]}", markup=False, table_column=Column(no_wrap=True)),
        console=console,
        transient=True,
        auto_refresh=False,  # no thread of its own: Ctrl-C may close the line at any time
    )


def stage_text(progress: Progress) -> str:
    """Return the stage of a run in words.

    Examples
    --------
    >>> from peerpair.engines.limits import (Progress)
    >>> from peerpair.model.level import Level
    >>> level = Level(LevelKind.WEEKS, 1)
    >>> stage_text(Progress(level.name, 3.0, level=level)), stage_text(Progress("total", 9.0))
    ('Fewest with at most 1 week', 'The best groups')
    """
    level = progress.level
    if level is None:
        return clean(_STAGES.get(progress.stage, progress.stage))
    if level.kind is LevelKind.WEEKS:
        first = f"Of those without {count(level.credit, 'round')}: f" if level.credit else "F"
        weeks = count(level.threshold or 0, "week")
        what = f"ewest with at most {weeks}" if level.threshold else "ewest who can never meet"
        return first + what
    return _LEVELS.get(level.kind, clean(level.name))


def progress_text(progress: Progress) -> str:
    """Return what is known of a stage: the gap first, as a narrow terminal cuts the end.

    Examples
    --------
    >>> from peerpair.engines.limits import (Progress)
    >>> progress_text(Progress("total", 3.0, 900, 1000))
    'gap 10.00%, best 900, bound 1,000'
    """
    parts = []
    if progress.gap is not None:
        parts.append(f"gap {100 * progress.gap:.2f}%")
    if progress.value is not None:
        parts.append(f"best {progress.value:,}")
    if progress.bound is not None:
        parts.append(f"bound {progress.bound:,}")
    return ", ".join(parts)


def show_for(seconds: float, *, quiet: bool = False) -> Show:
    """Return what fits the place that standard error goes to."""
    if quiet or sys.stderr is None:
        return Nothing()
    steerable = sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
    return Bar(seconds) if steerable else Lines()
