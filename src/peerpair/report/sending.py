"""What may be sent: files for residents, and for the coordinator who gets which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from peerpair.report.calendars import Calendars
from peerpair.report.formatted import Formatted, notices
from peerpair.report.residents.invitation import Invitations, Partner, stems
from peerpair.report.residents.page import NOT_MATCHED_PAGE, resident_pages
from peerpair.report.table import csv_bytes

FOLDER = "for-residents"
"""The folder, inside the report's, of which everything may be sent."""

_HEAD = ("residents", "ids", "page", "calendar")
_Line = tuple[str, str, str, str]


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
    """

    invitations: Invitations
    calendars: Calendars | None = None
    per_resident: bool = False

    @cached_property
    def own(self) -> Mapping[str, bytes]:
        """Pages and calendars, by name."""
        calendars = self.calendars.files if self.calendars else {}
        return {**resident_pages(self.invitations), **calendars}

    @cached_property
    def notices(self) -> Formatted:
        """Texts for everybody."""
        return notices(self.invitations, taken=self.own)

    @property
    def files(self) -> dict[str, bytes]:
        """Everything that may be sent, by name."""
        return {**self.own, **dict(self.notices.files.values())}

    def table(self) -> bytes:
        """Return who gets which file, as CSV: a group a row, or a resident a row."""
        return csv_bytes(_HEAD, self._lines())

    def _lines(self) -> Iterator[_Line]:
        groups = self.invitations.groups
        pages = [f"{stem}.html" for stem in stems("group", [group.number for group in groups])]
        left = dict(self.calendars.receivers) if self.calendars else {}
        for page, group in zip(pages, groups, strict=True):
            units = [(p,) for p in group.partners] if self.per_resident else [group.partners]
            for unit in units:
                yield _line(unit, page, _taken(left, unit))
        for partner in self.invitations.unplaced:
            yield _line((partner,), NOT_MATCHED_PAGE, _taken(left, (partner,)))
        people = {p.id: p for group in groups for p in group.partners}
        people |= {partner.id: partner for partner in self.invitations.unplaced}
        for name, ids in left.items():  # of groups that are no more
            yield _line([people.get(one, Partner(one, one)) for one in ids], "", [name])
        for name, _ in self.notices.files.values():
            yield "everybody", "", name, ""


def _taken(left: dict[str, tuple[str, ...]], unit: Sequence[Partner]) -> list[str]:
    """Take out the calendars that are for just these residents."""
    ids = {partner.id for partner in unit}
    names = [name for name, receivers in left.items() if {*receivers} == ids]
    for name in names:
        del left[name]
    return names


def _line(unit: Sequence[Partner], page: str, calendars: Iterable[str]) -> _Line:
    names, ids = ([getattr(p, key) for p in unit] for key in ("name", "id"))
    return ", ".join(names), ", ".join(ids), page, ", ".join(calendars)
