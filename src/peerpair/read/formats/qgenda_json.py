"""QGenda's schedule as JSON (``GET /v2/schedule``): a list of entries, one a task of somebody."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from peerpair.model.schedule import IssueKind, Topic
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import ONE_DAY, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import Format
from peerpair.read.json_export import JsonEntry, with_keys
from peerpair.read.rotations.words import absence_named
from peerpair.read.source import Source
from peerpair.text import show

_MOMENT, _LAST = timedelta(seconds=1), time(23, 59, 59)


class QGendaJson(Format):
    """Published tasks that were not struck."""

    kind = "qgenda_json"
    title = "QGenda schedule"
    sign = with_keys("StaffKey|TaskName")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        export = JsonEntry.whole(source, draft, "entry")
        # Some clients wrap the list in an object.
        lists = [key for key, value in export.keys.items() if isinstance(value, list)]
        rotations = Rotations(export.source, draft)
        for task in export.entries(lists[0] if len(lists) == 1 else "", "entries"):
            if task.keys.get("IsStruck") is True:
                draft.leave_out(IssueKind.NOT_BUSY, task.place, "the task is struck", unit="entry")
                continue
            ids = map(task.text, ("StaffEmail", "StaffId", "StaffKey"))
            last, first, other = map(task.text, ("StaffLName", "StaffFName", "StaffAbbrev"))
            if resident := task.person(*ids, last=last, first=first, other=other):
                _read(task, resident, rotations)
        rotations.finish()
        export.doubt_pages()


def _read(task: JsonEntry, resident: str, rotations: Rotations) -> None:
    """Read a task of a resident."""
    draft, label = task.draft, task.text("TimeZone")
    clock = task.zones.clock(label) if label else draft.clock
    stated = _stated(task, "Start"), _stated(task, "End")
    start, end = map(_local, stated)
    near = widened(extent(*map(stated_date, stated)))
    if task.keys.get("IsPublished") is False:
        if start and end and clock is draft.clock:
            near = start.date(), (end - _MOMENT).date() + ONE_DAY
        message, kind = "the task is not published", IssueKind.COVERAGE
        task.lose(kind, message, resident, near, unit="entry")
        return
    days = _whole_days(start, end)
    name, site = task.text("TaskName", "TaskAbbrev"), task.text("LocationName") or None
    if days and (draft.templates.find(name) or task.keys.get("IsRotationTask") is True):
        rotations.add(resident, name, days, (task.number, 0), site)
        return
    moments = _moment(task, "Start", start, clock), _moment(task, "End", end, clock)
    if clock is None and None in moments:
        message, kind = f"{show(label)} is no time zone that is known", IssueKind.ZONE
        task.lose(kind, message, resident, near, unit="entry", value=label)
        return
    span = task.time(resident, moments, stated)
    if span and days and absence_named(name) == "off":
        message = f"{show(name)} is no duty"
        draft.issue(IssueKind.NOT_BUSY, task.place, message, "no entry", unit="entry")
    elif span:
        task.add(draft.templates.shift(name, resident, *span, site=site))


def _stated(task: JsonEntry, which: str) -> str:
    day = task.text(f"{which}Date", "Date")[:10]
    return f"{day} {task.text(f'{which}Time')}".strip()


def _local(stated: str) -> datetime | None:
    """Return a local start or end; an all-day task ends a moment before midnight."""
    moment = read_moment(stated)
    if moment is None or moment.tzinfo:
        return None
    return moment + _MOMENT if moment.time() == _LAST else moment


def _whole_days(start: datetime | None, end: datetime | None) -> tuple[date, date] | None:
    """Return the first and the last date of what lasts from midnight to midnight."""
    if start and end and start < end and start.time() == end.time() == time.min:
        return start.date(), (end - ONE_DAY).date()
    return None


def _moment(
    task: JsonEntry, which: str, local: datetime | None, clock: Clock | None
) -> datetime | None:
    """Return an end of a task on the programme's clock: in UTC where its own clock is not known."""
    home = task.draft.clock
    universal = read_moment(task.text(f"{which}DateUTC").rstrip("Z") + "Z")
    if local is None or clock is None:
        return local and universal and task.on_clock(universal, home)
    moment = task.on_clock(local, clock)
    if universal and abs(home.instant(universal) - home.instant(moment)) > 1:
        message, action = "the times in UTC are not the local times", "the local times are used"
        kind, topic = IssueKind.TIME, Topic.CHANGED
        task.draft.issue(kind, task.place, message, action, topic, unit="entry")
    return moment
