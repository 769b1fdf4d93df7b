"""Tables of rotation templates: how names are matched, and what hours they mean.

One row per weekly stretch: ``rotation,match,days,start,end,kind,site,soft,protectable,load,every,
first``; all but the rotation, days, start and end may be left out.  A column ``hours`` may stand
for days, start and end: ``mon-fri 8am-5pm``.
"""

from __future__ import annotations

import importlib.resources
import re
from datetime import timedelta
from pathlib import Path

from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.dates.cells import ONE_DAY, is_open, read_clock, read_days, read_kind, tidy
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.rotations.template import Stretch, Template
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.headers import DATE, RESIDENT
from peerpair.read.tables.rows import change, read_yes
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show

_COLUMNS = (
    *("rotation", "match", "days", "start", "end", "kind", "site", "soft", "protectable"),
    *("load", "every", "first", "hours"),
)
_HOURS = re.compile(r"([^\d]*?)\s*(\d[^-\u2013]*?)\s*[-\u2013]\s*(\d.*)")
# A repeated group can take for ever on a name that does not match.
_SLOW = re.compile(r"\)[*+{]|\\\d|\(\?P=", re.DOTALL)
_MOST_WAYS = 10**7
"""Ways to match a name that a regular expression may have: three repeats and a few choices."""
DEFAULTS = "default_rotations.csv"


class TemplatesCsv(Format):
    """Hours by rotation.

    Without start and end a row means whole days (vacation, away); kind ``off`` without days and
    times means that the rotation has no entries.
    """

    kind = "templates_csv"
    order = Order.TEMPLATES
    title = "rotation templates"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        hours = "hours" in names and not names & {*RESIDENT, *DATE}
        return "rotation" in names and ("days" in names or hours)

    @classmethod
    def read(cls, source: Source, draft: Draft, *, default: bool = False) -> None:
        table = Table(source, {name: (name,) for name in _COLUMNS}, draft)
        table.need("rotation", *(() if "hours" in table.index else ("days", "start", "end")))
        for row in table:
            name, match, load = row["rotation"], tidy(row["match"]) or "exact", tidy(row["load"])
            if not name:
                message, topic = "the rotation is blank", Topic.LEFT_OUT
                draft.issue(IssueKind.ROW, row.place, message, "row left out", topic)
                continue
            if load not in ("", "light", "heavy"):
                change(row, "load", "is not light or heavy", "left empty", draft)
                load = ""
            unfit = _pattern_problem(name, match)
            problem, stretches = (unfit, ()) if unfit else _stretches(row, draft)
            if problem:
                action, topic = f"dates of {show(name)} will be unknown", Topic.UNKNOWN
                draft.issue(IssueKind.ROTATION, row.place, problem, action, topic, value=name)
            match = "exact" if unfit else match
            draft.templates.add(Template(name, match, stretches, load, not problem, default))


def add_defaults(draft: Draft) -> None:
    """Add the templates that come with peerpair: typical hours of common rotations."""
    file = importlib.resources.files("peerpair.read.rotations") / DEFAULTS
    source = Source(Path(DEFAULTS), DEFAULTS, file.read_text("utf-8"))
    TemplatesCsv.read(source, draft, default=True)


def _pattern_problem(name: str, match: str) -> str:
    if match not in ("exact", "glob", "regex"):
        return f"match {show(match)} is not exact, glob or regex"
    if match != "exact" and len(name) > 200:
        return f"the pattern {show(name)} has more than 200 characters"
    if match == "glob" and name.count("*") > 6:
        return f"the pattern {show(name)} has more than 6 stars"
    if match == "regex":
        try:
            re.compile(name)
        except (re.error, OverflowError, RecursionError):
            return f"{show(name)} is not a regular expression"
        if _SLOW.search(name) or _ways(name) > _MOST_WAYS:
            return f"the regular expression {show(name)} may take too long"
    return ""


def _ways(pattern: str) -> int:
    """Return, rather too high, in how many ways a regular expression may match a name."""
    # A repeat has a hundred, something optional a few, a group its branches; they multiply.
    ways = 1
    for part in re.split(r"[()]", pattern):
        repeats = sum(map(part.count, "*+{"))
        branches = part.count("|")
        ways *= 100**repeats * 3 ** part.count("?") * (branches + 2 if branches else 1)
    return ways


def _stretches(row: TableRow, draft: Draft) -> tuple[str, tuple[Stretch, ...]]:
    """Return what is wrong with a row, if anything, and its stretches."""
    kind = read_kind(row["kind"])
    if row.wrong:
        return row.wrong, ()
    cells = {name: row[name] for name in ("days", "start", "end")}
    if any(is_open(row[name]) for name in ("hours", *cells)):
        return f"the hours of {show(row['rotation'])} are open", ()
    if row["hours"]:
        parts = _HOURS.fullmatch(row["hours"])
        if any(cells.values()) or parts is None:
            what = "are given twice" if any(cells.values()) else "are not such as mon-fri 8am-5pm"
            return f"hours {show(row['hours'])} {what}", ()
        cells = dict(zip(cells, parts.groups(), strict=True))
    if not cells["start"] and not cells["end"]:
        if not cells["days"] and kind == "off":
            return "", ()
        if kind is None:
            return "has neither times nor a kind", ()
        start, end = timedelta(0), ONE_DAY
    else:
        clocks = [read_clock(cells[name]) for name in ("start", "end")]
        if clocks[0] is None or clocks[1] is None or clocks[0] == ONE_DAY:
            name = "end" if clocks[1] is None and clocks[0] is not None else "start"
            return f"{name} {show(cells[name])} is not a time such as 07:00", ()
        start, end = clocks[0], clocks[1]
    days = read_days(cells["days"] or ("" if cells["start"] else "daily"))
    if days is None:
        return f"days {show(cells['days'])} are not days such as mon-fri", ()
    every, first = (_count(row[name] or "1") for name in ("every", "first"))
    if every is None or first is None:
        name = "every" if every is None else "first"
        return f"{name} {show(row[name])} is not a number of days from 1 to 999", ()
    soft, protectable = (read_yes(row, name, draft) for name in ("soft", "protectable"))
    site = row["site"] or None
    return "", (Stretch(days, start, end, kind, site, soft, protectable, every, first),)


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9]\d{0,2}", text, re.ASCII) else None
