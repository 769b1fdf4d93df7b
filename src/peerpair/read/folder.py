"""From rosters to a schedule: what callers say, checked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from peerpair.errors import check_argument, reads_files
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind, Schedule
from peerpair.model.time import ZoneName
from peerpair.read.draft import Draft
from peerpair.read.files import Files
from peerpair.read.limits import ReadLimits
from peerpair.read.mapping import DATE_ORDERS, SLASHES, TEXTS, FileMapping, Mappings, read_mappings
from peerpair.shapes.basic import Choice, Instance, Text
from peerpair.shapes.containers import Items, Nullable, Range
from peerpair.shapes.moments import DateText
from peerpair.shapes.noun import take_argument
from peerpair.text import show

PathLike = str | os.PathLike[str]
Paths = PathLike | Iterable[PathLike]


class _Dates(Range):
    """``[start, end)``, which is not empty."""

    def odd(self, first: date, second: date) -> str:
        return "" if first < second else f"must be after {first}, got"


_DATES = Nullable(_Dates(DateText(), DateText()))


@reads_files
def read(
    source: Paths,
    *,
    residents: Paths | None = None,
    timezone: str,
    horizon: Sequence[date | str] | None = None,
    templates: Paths | None = None,
    default_templates: bool = False,
    published: Sequence[date | str] | None = None,
    absences: Paths | None = None,
    aliases: Paths | None = None,
    mapping: PathLike | None = None,
    columns: Mapping[str, str] | None = None,
    dates: str | None = None,
    slash: str | None = None,
    without: Iterable[str] = (),
    strict: bool = False,
    limits: ReadLimits | None = None,
) -> Schedule:
    r"""Read rosters.

    Files are recognised by their content, whatever their names: residents, aliases, rotation
    templates, block dates, absences, long tables and matrices (CSV, or sheets of a workbook),
    Amion reports, QGenda and ShiftAdmin JSON, FHIR bundles, and calendars (iCalendar).  What is
    not understood becomes an `Issue` of the schedule, and the time it may concern becomes unknown,
    never free.

    Parameters
    ----------
    source : path or paths
        A folder (with everything below it), a file, or several.
    residents, templates, absences, aliases : path or paths, optional
        Files that are these, whatever they look like; inside the folder or anywhere.  Where
        `residents` is given, no other file is read as residents.
    timezone : str
        IANA zone of the programme, such as ``"America/Chicago"``.
    horizon : (date or str, date or str), optional
        ``[start, end)``: the dates that matter.  What lies far outside is not kept, recurring
        events are expanded no further, and coverage ends there.
    default_templates : bool
        Use typical hours for common rotations that no template of yours knows, with an issue for
        each name.
    published : (date or str, date or str), optional
        ``[start, end)``: the rosters are complete for these dates, for each resident who is in
        one.  Without it, a roster counts for the dates between its first and its last entry.
    mapping : path, optional
        A mapping file (TOML) that says how to read files which do not speak for themselves.
    columns : mapping of str to str, optional
        Our column name -> the name in your files, as in ``{"resident": "person"}``.
    dates : str, optional
        ``"m/d"`` or ``"d/m"``; found in each table where it is left out, and asked for where
        nothing tells.
    slash : str, optional
        What ``A / B`` in a cell of a block schedule means: ``"both"`` on all its dates, which is
        what it means where this is left out, or ``"halves"``, one after the other.
    without : iterable of str, optional
        Files of a folder that are not looked at, by their paths inside it.
    strict : bool
        Raise on the first issue.
    limits : ReadLimits, optional
        How much is read.

    Returns
    -------
    Schedule
        Every resident has a coverage; it is empty for a resident who is in no roster.

    Raises
    ------
    ArgumentError
        If an argument is not what it must be.
    ReadError
        If a file as a whole cannot be read, or there are no residents.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "who.csv").write_text("id,specialty\nim01,IM\nped01,Peds\n")
    >>> _ = (folder / "shifts.csv").write_text(
    ...     "resident,start,end,kind\nim01,2026-08-03 07:00,2026-08-03 19:00,ward\n")
    >>> schedule = read(folder, timezone="America/Chicago")
    >>> schedule.residents[0].coverage
    ((datetime.date(2026, 8, 3), datetime.date(2026, 8, 4)),)
    >>> print(schedule.issues[0])
    who.csv:3: ped01 is in no roster; all their time is unknown
    """
    take = take_argument
    take("timezone", timezone, ZoneName(1))
    take("limits", limits, Nullable(Instance(ReadLimits)))
    if mapping is not None:
        check_argument("mapping", mapping, str, os.PathLike)
    common = FileMapping(
        dates=take("dates", dates, Nullable(Choice(DATE_ORDERS))) or "",
        slash=take("slash", slash, Nullable(Choice(SLASHES))) or "",
        columns=take("columns", {} if columns is None else columns, TEXTS),
    )
    mappings = Mappings(common=common) if mapping is None else read_mappings(mapping, common)
    spans = take("published", published, _DATES), take("horizon", horizon, _DATES)
    draft = Draft(timezone, *spans, strict, limits)
    left_out = frozenset(take("without", without, Items(Text())))
    files = Files(_listed("source", source), mappings, draft, left_out)
    lists = {"residents": residents, "templates": templates}
    lists |= {"absences": absences, "aliases": aliases}
    for name, paths in lists.items():
        files.name(f"{name}_csv", _listed(name, paths) if paths is not None else [])
    files.recognise(without_residents=residents is not None)
    for pattern in mappings.unused():
        message = f"no file matches {show(pattern)}"
        place = Place.of(os.fspath(mapping or ""))
        draft.issue(IssueKind.FILE, place, message, "not used")
    files.read_all(default_templates)
    return draft.finish()


def _listed(name: str, paths: Paths) -> list[Path]:
    if isinstance(paths, str | os.PathLike):
        return [Path(paths)]
    check_argument(name, paths, str, os.PathLike, list, tuple)
    for i, path in enumerate(paths):
        check_argument(f"{name}[{i}]", path, str, os.PathLike)
    return [Path(path) for path in paths]
