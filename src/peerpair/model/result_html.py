"""A result in a notebook: a short piece of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from peerpair.model.group import Group
from peerpair.text import clean

MOST = 50
"""Groups that are shown; of the others their number is told."""

# No colours: the notebook's own serve light and dark alike.
_CELL = "text-align:left;vertical-align:top;padding:0.1em 1em 0.1em 0"
_NUMBER = "text-align:right;vertical-align:top;padding:0.1em 1em 0.1em 0"


def result_html(
    status: str,
    value: int | None,
    bound: int | None,
    gap: float | None,
    *,
    groups: Sequence[Group],
    unplaced: Sequence[str],
) -> str:
    """Return status, value, bound and gap of a result, and a table of the groups, by ids alone.

    Neither warnings nor prices are in it.

    Examples
    --------
    >>> from peerpair.model.result import Result, Status
    >>> text = Result(Status.OPTIMAL, 7, 7, groups=(Group(("a", "<b>"), 7),))._repr_html_()
    >>> "<strong>OPTIMAL</strong>" in text, "a, &lt;b&gt;" in text
    (True, True)
    """
    timed = any(group.weeks_met is not None for group in groups)
    head = ["Group", "Members", *(["Weeks met", "First window"] if timed else [])]
    rows = [_row(number, group, timed=timed) for number, group in enumerate(groups[:MOST], start=1)]
    left = len(groups) - len(rows)
    numbers = [f"{len(groups):,} group{'' if len(groups) == 1 else 's'}"]
    numbers += [] if value is None else [f"value {value:,}"]
    numbers += [] if bound is None else [f"bound {bound:,}"]
    numbers += [] if gap is None else [f"gap {gap:.3g}"]
    told = "".join(f" · {text}" for text in numbers)
    parts = [f"<div><p><strong>{status}</strong>{told}</p>"]
    if rows:
        cells = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in head)
        parts.append(
            f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )
    if left:
        parts.append(f"<p>and {left:,} more</p>")
    if unplaced:
        parts.append(f"<p>Without a group: {_names(unplaced)}</p>")
    return "".join((*parts, "</div>"))


def _row(number: int, group: Group, *, timed: bool) -> str:
    first = f"{group.windows[0].start:%Y-%m-%d %H:%M}" if group.windows else "none"
    met = "" if group.weeks_met is None else f"{group.weeks_met}"
    cells = [(_NUMBER, f"{number}"), (_CELL, _names(group.members))]
    if timed:
        cells += [(_NUMBER, met), (_CELL, first)]
    inside = "".join(f'<td style="{style}">{text}</td>' for style, text in cells)
    return f"<tr>{inside}</tr>"


def _names(ids: Sequence[str]) -> str:
    shown = [escape(clean(name) or "?") for name in ids[:MOST]]
    left = len(ids) - len(shown)
    return ", ".join(shown) + (f" and {left:,} more" if left else "")
