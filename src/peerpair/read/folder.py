"""From files to a schedule: which file is what, and in which order they are read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from peerpair.errors import ReadError
from peerpair.model.schedule import Schedule
from peerpair.model.shape import show
from peerpair.model.time import is_zone
from peerpair.read.base import Format
from peerpair.read.cells import read_date
from peerpair.read.draft import Draft
from peerpair.read.lists import is_list
from peerpair.read.names import Names
from peerpair.read.source import SPREADSHEETS, Source, list_folder, load
from peerpair.read.table import head_names, renamed_head
from peerpair.registry import family

__all__ = ["PathLike", "Paths", "read"]

PathLike = str | os.PathLike[str]
Paths = PathLike | Iterable[PathLike]
HEAD = 4096
"""Characters from which a format is recognised."""


def read(
    source: Paths,
    *,
    residents: Paths | None = None,
    timezone: str,
    templates: Paths | None = None,
    published: Sequence[date | str] | None = None,
    absences: Paths | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
) -> Schedule:
    r"""Read rosters.

    Files are recognised by their content, whatever their names: residents, rotation templates,
    absences, assignments (CSV), and calendars (iCalendar).  What is not understood becomes an
    `Issue` of the schedule, and the time it may concern becomes unknown, never free.

    Parameters
    ----------
    source : path or paths
        A folder (with everything below it), a file, or several.
    residents, templates, absences : path or paths, optional
        Files that are these, whatever they look like; inside the folder or anywhere.  Where
        `residents` is given, no other file is read as residents.
    timezone : str
        IANA zone of the programme, such as ``"America/Chicago"``.
    published : (date or str, date or str), optional
        ``[start, end)``: the rosters are complete for these dates, for each resident who is in
        one.  Without it, a roster counts for the dates between its first and its last entry.
    columns : mapping of str to str, optional
        Our column name -> the name in your files, as in ``{"resident": "person"}``.
    strict : bool
        Raise on the first issue.

    Returns
    -------
    Schedule
        Every resident has a coverage; it is empty for a resident who is in no roster.

    Raises
    ------
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
    if not isinstance(timezone, str) or not is_zone(timezone):
        hint = "an IANA name such as America/Chicago"
        raise ReadError("timezone", f"unknown time zone {show(timezone)}", hint)
    draft = Draft(timezone, _dates(published), strict)
    columns = dict(columns or {})
    files = _Files(_listed(source), columns, draft)
    for kind, paths in (
        ("residents_csv", residents),
        ("templates_csv", templates),
        ("absences_csv", absences),
    ):
        files.name(kind, _listed(paths) if paths is not None else [])
    files.recognise(skip="residents_csv" if residents is not None else "")
    files.read_all()
    return draft.finish()


class _Files:
    """The files of one call, each with its format."""

    def __init__(self, sources: list[Path], columns: Mapping[str, str], draft: Draft) -> None:
        self._columns = columns
        self._draft = draft
        self._folders = [path for path in sources if path.is_dir()]
        self._found: dict[Path, Source] = {}
        self._single: set[Path] = set()
        self._formats: dict[Path, type[Format]] = {}
        for path in sources:
            if path.is_dir():
                for file, label in list_folder(path):
                    if label.lower().endswith(SPREADSHEETS):
                        message = "is a spreadsheet, which is not read; save it as CSV"
                        draft.issue(label, message, "left out")
                    else:
                        self._load(file, label)
            else:
                self._single.add(self._load(path, ""))

    def _load(self, path: Path, label: str) -> Path:
        key = Path(os.path.abspath(path))
        if key not in self._found:
            self._found[key] = load(path, label, self._columns)
        return key

    def name(self, kind: str, paths: list[Path]) -> None:
        """Take files as of a kind because the caller says so."""
        for path in paths:
            # "residents.csv" beside a folder means the one inside it, if there is one.
            inside = [(f / path, path.as_posix()) for f in self._folders if (f / path).is_file()]
            key = self._load(*inside[0]) if inside else self._load(path, "")
            self._formats[key] = cast("type[Format]", family("read")[kind])

    def recognise(self, skip: str) -> None:
        """Find the format of the other files; `skip` is a kind that the caller has named."""
        known = cast("Mapping[str, type[Format]]", family("read"))
        for key, source in self._found.items():
            head = renamed_head(source.text[:HEAD], self._columns)
            if key in self._formats or is_list(head):
                continue  # exclusions, preferences and groups are read on their own
            fits = [known[kind] for kind in known if known[kind].sniff(head, source.path)]
            if len(fits) > 1:
                titles = " or ".join(fit.title for fit in fits)
                hint = "name it with residents=, templates= or absences="
                raise ReadError(source.label, f"may be {titles}", hint)
            if fits and fits[0].kind == skip:
                self._draft.issue(source.label, "another residents file was named", "left out")
            elif fits:
                self._formats[key] = fits[0]
            elif key in self._single:
                raise ReadError(source.label, "is no roster that peerpair knows", _advice(head))
            else:
                self._draft.issue(source.label, "is no roster that peerpair knows", "left out")

    def read_all(self) -> None:
        """Read the files in the order of their formats."""
        order = sorted(self._formats.items(), key=lambda item: item[1].order)  # stable
        for key, form in order:
            if form.order > 0 and not self._draft.residents:
                break
            if form.order > 0:
                people = (resident for resident, _ in self._draft.residents.values())
                self._draft.names = Names(people, self._draft.emails)
            source = self._found[key]
            if source.guessed:
                message = "is not UTF-8; read as Windows text (cp1252)"
                self._draft.issue(source.label, message, "check the accents in names")
            form.read(source, self._draft)
            self._draft.close_file(source.label)
        if not self._draft.residents:
            hint = "a table with the columns id,name,specialty,pgy,site, or residents=..."
            where = ", ".join(map(str, self._folders)) or "source"
            raise ReadError(where, "no residents were found", hint)


def _advice(head: str) -> str:
    names = ", ".join(sorted(head_names(head)))[:200]
    return f"map its columns with columns={{...}} (it has {show(names)})"


def _listed(paths: Paths) -> list[Path]:
    if isinstance(paths, str | os.PathLike):
        return [Path(paths)]
    return [Path(path) for path in paths]


def _dates(published: Sequence[date | str] | None) -> tuple[date, date] | None:
    """Return the published dates, or raise."""
    if published is None:
        return None
    values = [read_date(d) if isinstance(d, str) else d for d in published]
    if len(values) == 2:
        first, after = values
        if first is not None and after is not None and first < after:
            return first, after
    message = f"must be two dates such as 2026-08-03, the second later, got {show(published)}"
    raise ReadError("published", message, '("2026-08-03", "2026-08-31")')
