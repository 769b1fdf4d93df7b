"""The hours of rotations, as far as a name or a legend tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from itertools import chain
from pathlib import Path

from peerpair.config.proposal.sheet import OPEN
from peerpair.errors import ReadError
from peerpair.read.dates.cells import ONE_DAY, tidy
from peerpair.read.draft import Draft
from peerpair.read.formats.templates_csv import add_defaults
from peerpair.read.rotations.template import Stretch, Template, Templates
from peerpair.read.rotations.words import hours_in_name, names_duty_or_leave
from peerpair.read.source import UNREAD, list_folder, load
from peerpair.read.tables.grid import all_rows

USUAL = "usual hours; please check"
"""Comment on hours that nobody at the programme has stated."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EITHER = re.compile(r"(.*?)([^\s/]+(?:/[^\s/]+)+)")
_SIGNS = re.compile(r"[+/&,]")
_LONGEST = 120


@cache
def _defaults() -> Templates:
    draft = Draft("UTC")
    add_defaults(draft)
    return draft.templates


def is_duty(text: str) -> bool:
    """Tell whether a text names a rotation, or something else that takes time."""
    return names_duty_or_leave(text) or _defaults().find(text) is not None


def rows_of(
    names: Iterable[str], legend: Mapping[str, str], *, apart: bool = False
) -> Iterator[dict[str, str]]:
    """Yield a row of ``rotations.csv`` for each name: the usual hours, or open cells.

    Usual hours that a legend contradicts stay open.  Whether somebody on backup may be met is for
    the programme to say.  Where days and times stand `apart`, in three columns, all are open.
    """
    for name in dict.fromkeys(chain(*map(_parts, names))):
        template, said = _defaults().find(name), legend.get(tidy(name), "")
        if _SIGNS.search(name) and not _defaults().names_whole(name):
            template = None  # a pattern knows a part of it at most
        row = {"rotation": name, "hours": OPEN, "comment": said}
        if template is not None:
            row |= _row(template)
            row["comment"] = f"{USUAL}: {said}" if said else USUAL
            if not _within(said, template):
                row["hours"] = f"{OPEN} {row['hours']}"
        if apart:
            row |= dict.fromkeys(("days", "start", "end"), OPEN)
        yield row


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name such as ``Wards A (wk1-2) / NF (wk 3-4)``, if each is known."""
    parts = tuple(part.strip() for part in _SIGNS.split(name))
    whole = len(parts) == 1 or _defaults().names_whole(name)
    return (name,) if whole or not all(map(_defaults().find, parts)) else parts


def _row(template: Template) -> dict[str, str]:
    if not template.stretches:
        return {"hours": "", "kind": "off"}
    stretch = template.stretches[0]
    whole = stretch.start == timedelta(0) and stretch.end == ONE_DAY
    row = {"hours": "" if whole else _hours(stretch), "kind": stretch.kind or ""}
    return row | ({"soft": OPEN} if stretch.soft else {})


def _hours(stretch: Stretch) -> str:
    return f"{_days(stretch.days)} {_clock(stretch.start)}-{_clock(stretch.end)}"


def _days(days: Iterable[int]) -> str:
    """Return weekdays in words: ``daily``, ``mon-fri``, or one by one."""
    listed = sorted(days)
    if len(listed) == len(_DAYS):
        return "daily"
    if len(listed) > 2 and listed[-1] - listed[0] == len(listed) - 1:
        return f"{_DAYS[listed[0]]}-{_DAYS[listed[-1]]}"
    return " ".join(_DAYS[day] for day in listed)


def _clock(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _within(said: str, template: Template) -> bool:
    """Tell whether hours that a legend states lie within those of a template."""
    stated = hours_in_name(said)
    if stated is None or not template.stretches:
        return True
    stretch = template.stretches[0]
    (start, end), usual = stated, (stretch.start, stretch.end)
    end, last = (b if b > a else b + ONE_DAY for a, b in (stated, usual))
    return usual[0] <= start and end <= last


def legend_in(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return what rows of two cells say about names: the first is a name, or several.

    ``Wards A/B`` speaks of Wards A and of Wards B.
    """
    wanted, legend = {tidy(name) for name in names}, dict[str, str]()
    for path, label in list_folder(folder):
        if label.lower().endswith(UNREAD) or not path.is_file():
            continue
        with suppress(ReadError):
            for source in load(path, label):
                for _, cells in all_rows(source):
                    texts = [cell.strip() for cell in cells if cell.strip()]
                    if len(texts) == 2:
                        for name in _either(texts[0]):
                            if name in wanted and tidy(texts[1]) not in wanted:
                                legend.setdefault(name, texts[1][:_LONGEST])
    return legend


def _either(text: str) -> Iterator[str]:
    yield tidy(text)
    match = _EITHER.fullmatch(text)
    if match:
        yield from (tidy(match[1] + part) for part in match[2].split("/"))
