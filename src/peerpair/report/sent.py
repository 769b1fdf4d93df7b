"""The round went out: its invitations count as sent, and it stands in the history."""

from __future__ import annotations

import os
from dataclasses import dataclass

from peerpair.documents.files import changing
from peerpair.plan.history import FormedRound, Remembered, remember
from peerpair.report.calendars.state import read_state, write_state

_Path = str | os.PathLike[str]


@dataclass(frozen=True)
class Sent:
    """What `record_sent` did.

    Attributes
    ----------
    news : int
        In how many groups something was new; 0 = all counted as sent before.
    formed : FormedRound or None
        The round; None where the state is of a version that did not remember it.
    remembered : Remembered or None
        What became of it in the history.
    """

    news: int
    formed: FormedRound | None = None
    remembered: Remembered | None = None


def record_sent(state: _Path, history: _Path, *, dates: str = "") -> Sent:
    """Remember that the files of the last result were sent, and the round in the history.

    Parameters
    ----------
    state : path
        The state that `peerpair.report.write_report` wrote.
    history : path
        The table of rounds; it is made if it is missing.
    dates : {"", "m/d", "d/m"}
        What ``8/3/2026`` means in it, where it does not show that.

    Raises
    ------
    ReadError, ProblemError
        If one of them cannot be read; then neither is written.
    OSError
        If one cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from peerpair.report.calendars import State
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_state(State(), f"{folder}/state.json")
    ...     record_sent(f"{folder}/state.json", f"{folder}/history.csv")
    Sent(news=0, formed=None, remembered=None)
    """
    with changing(state):
        known = read_state(state)
        formed, remembered = known.formed, None
        if formed is not None:
            # First: whoever puts a faulty table right can say once more that all was sent.
            remembered = remember(history, formed, anew=formed != known.told, dates=dates)
        if known.drafts or known.told != formed:
            write_state(known.as_sent(), state)
    return Sent(known.news, formed, remembered)
