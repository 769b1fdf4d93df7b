"""What may be sent: files for residents, and for the coordinator who gets which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from peerpair.registry import family
from peerpair.report.calendars import Calendars
from peerpair.report.formats.base import Notice
from peerpair.report.residents.invitation import Invitations, Partner, stems
from peerpair.report.residents.page import NOT_MATCHED_PAGE, resident_pages
from peerpair.report.table import csv_bytes

__all__ = ["FOLDER", "Sending"]

FOLDER = "for-residents"
"""The folder, inside the report's, of which everything may be sent."""

_HEAD = ("residents", "ids", "page", "calendar")
_Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Sending:
    """The files for residents.

    Attributes
    ----------
    invitations : Invitations
        All that residents may see.
    calendars : Calendars or None
        Their calendars, if they are to get any.
    per_resident : bool
        Whether each resident has a calendar of their own.
    files : mapping of str to bytes
        Pages, texts for everybody, and calendars, by name.
    """

    invitations: Invitations
    calendars: Calendars | None = None
    per_resident: bool = False
    files: Mapping[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        files = resident_pages(self.invitations)
        files |= {name: notice.write(self.invitations) for name, notice in _notices()}
        if self.calendars is not None:
            files |= self.calendars.files
        object.__setattr__(self, "files", files)

    def table(self) -> bytes:
        """Return who gets which file, as CSV: a group a row, or a resident a row."""
        return csv_bytes(_HEAD, self._rows())

    def _rows(self) -> Iterator[_Row]:
        groups = self.invitations.groups
        pages = [f"{stem}.html" for stem in stems("group", [group.number for group in groups])]
        left = dict(self.calendars.receivers) if self.calendars else {}
        for page, group in zip(pages, groups, strict=True):
            units = [(p,) for p in group.partners] if self.per_resident else [group.partners]
            for unit in units:
                yield _row(unit, page, _taken(left, unit))
        for partner in self.invitations.unplaced:
            yield _row((partner,), NOT_MATCHED_PAGE, _taken(left, (partner,)))
        people = {p.id: p for group in groups for p in group.partners}
        people |= {partner.id: partner for partner in self.invitations.unplaced}
        for name, ids in left.items():  # of groups that are no more
            yield _row([people.get(one, Partner(one, one)) for one in ids], "", [name])
        for name, _ in _notices():
            yield "everybody", "", name, ""


def _notices() -> Iterator[tuple[str, Notice]]:
    """Yield the texts for everybody, and what their files are called."""
    for known in family("report.formats").values():
        if issubclass(known, Notice) and known.stem:
            yield f"{known.stem}{known.suffix}", known()


def _taken(left: dict[str, tuple[str, ...]], unit: Sequence[Partner]) -> list[str]:
    """Take out the calendars that are for just these residents."""
    ids = {partner.id for partner in unit}
    found = [name for name, receivers in left.items() if {*receivers} == ids]
    for name in found:
        del left[name]
    return found


def _row(unit: Sequence[Partner], page: str, calendars: Sequence[str]) -> _Row:
    names, ids = ([getattr(p, key) for p in unit] for key in ("name", "id"))
    return ", ".join(names), ", ".join(ids), page, ", ".join(calendars)
