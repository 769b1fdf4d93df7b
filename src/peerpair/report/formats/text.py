"""A short table for the terminal, in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from peerpair.report.formats.base import Report
from peerpair.report.view import GroupView, ReportView
from peerpair.report.words import next_text, number, rhythm, text_width

_LINE, _MEMBERS, _LEAST = 120, 53, 20
"""Columns of a line, and for the members where the others leave room, and where they do not."""


class TextReport(Report):
    """Verdict, figures and one line a group; not part of a report folder.

    Examples
    --------
    >>> TextReport().stem
    ''
    """

    kind: ClassVar[str] = "text"
    suffix: ClassVar[str] = ".txt"

    def write(self, view: ReportView) -> bytes:
        """Return the whole text."""
        lines = [*filter(None, (view.state, view.headline)), *totals(view), *view.goals]
        if view.groups:
            lines += ["", *table(view)]
        return ("\n".join(lines) + "\n").encode()


def totals(view: ReportView) -> list[str]:
    """Return the figures of the summary, one a line."""
    names = [name for name, _ in view.facts]
    width = max(map(len, names), default=0)
    return [f"{name:<{width}}  {text}" for name, text in view.facts]


def table(view: ReportView) -> list[str]:
    """Return one line a group, under a header."""
    timed = any(group.met_text for group in view.groups)
    head = ["Group", "Members", "Value"] + (["Meets in", "First time"] if timed else [])
    rows = [head, *(_row(group, view.timezone)[: len(head)] for group in view.groups)]
    others = sum(max(text_width(row[k]) for row in rows) + 2 for k in range(len(head)) if k != 1)
    for row, group in zip(rows[1:], view.groups, strict=True):
        room = max(_LEAST, min(_MEMBERS, _LINE - others))
        row[1] = ", ".join(_fitted([person.shown for person in group.people], room))
    widths = [max(text_width(row[k]) for row in rows) for k in range(len(head))]
    lines = []
    for row in rows:
        cells = [_padded(text, widths[k], right=k in (0, 2)) for k, text in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return lines


def _row(group: GroupView, zone: str) -> list[str]:
    """Return the cells of a group; the members are fitted in later."""
    return [str(group.number), "", number(group.value), group.met_short, _first(group, zone)]


def _first(group: GroupView, zone: str) -> str:
    """Return the first proposed meeting, and whether it is one of a weekly series."""
    text = next_text(group.weekly, group.single, zone=zone) or "no time"
    again = rhythm(group.weekly, group.single)
    return f"{text}, {again}" if again else text


def _fitted(texts: Sequence[str], width: int) -> list[str]:
    """Return texts that fit into a width with a comma and a blank between; the longest are cut."""
    room, most = width - 2 * (len(texts) - 1), width
    for left, own in zip(range(len(texts), 0, -1), sorted(map(text_width, texts)), strict=True):
        most = room // left
        if own > most:
            break
        room -= own
    else:
        return list(texts)
    return [_short(text, most) for text in texts]


def _short(text: str, width: int) -> str:
    """Return text cut to a width, with an ellipsis."""
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - text_width(text))
    return space + text if right else text + space
