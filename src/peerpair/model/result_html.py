"""A result in a notebook: a short piece of HTML that needs nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from peerpair.text import clean

if TYPE_CHECKING:
    from peerpair.model.result import Group, Result

__all__ = ["result_html"]

MOST = 50
"""Groups that are shown; of the others their number is told."""

# No colours: the notebook's own serve light and dark alike.
_CELL = "text-align:left;vertical-align:top;padding:0.1em 1em 0.1em 0"
_NUMBER = "text-align:right;vertical-align:top;padding:0.1em 1em 0.1em 0"


def result_html(result: Result) -> str:
    """Return status, value, bound and gap, and a table of the groups, by ids alone.

    Neither warnings nor prices are in it.

    Examples
    --------
    >>> from peerpair.model.result import Group, Result, Status
    >>> text = result_html(Result(Status.OPTIMAL, 7, 7, groups=(Group(("a", "<b>"), 7),)))
    >>> "<strong>OPTIMAL</strong>" in text, "a, &lt;b&gt;" in text
    (True, True)
    """
    timed = any(group.weeks_met is not None for group in result.groups)
    head = ["Group", "Members", *(["Weeks met", "First window"] if timed else [])]
    shown = enumerate(result.groups[:MOST], start=1)
    rows = [_row(number, group, timed=timed) for number, group in shown]
    left = len(result.groups) - len(rows)
    parts = [f"<div><p><strong>{result.status}</strong>{_numbers(result)}</p>"]
    if rows:
        cells = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in head)
        parts.append(
            f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )
    if left:
        parts.append(f"<p>and {left:,} more</p>")
    if result.unplaced:
        parts.append(f"<p>Without a group: {_names(result.unplaced)}</p>")
    return "".join((*parts, "</div>"))


def _numbers(result: Result) -> str:
    groups = len(result.groups)
    found = [f"{groups:,} group{'' if groups == 1 else 's'}"]
    if result.value is not None:
        found.append(f"value {result.value:,}")
    if result.bound is not None:
        found.append(f"bound {result.bound:,}")
    if result.gap is not None:
        found.append(f"gap {result.gap:.3g}")
    return "".join(f" · {text}" for text in found)


def _row(number: int, group: Group, *, timed: bool) -> str:
    first = f"{group.windows[0].start:%Y-%m-%d %H:%M}" if group.windows else "none"
    met = "" if group.weeks_met is None else f"{group.weeks_met}"
    cells = [(_NUMBER, f"{number}"), (_CELL, _names(group.members))]
    if timed:
        cells += [(_NUMBER, met), (_CELL, first)]
    inside = "".join(f'<td style="{style}">{text}</td>' for style, text in cells)
    return f"<tr>{inside}</tr>"


def _names(ids: tuple[str, ...]) -> str:
    shown = [escape(clean(name) or "?") for name in ids[:MOST]]
    left = len(ids) - len(shown)
    return ", ".join(shown) + (f" and {left:,} more" if left else "")
