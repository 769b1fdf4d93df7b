"""What may be sent: files for residents, and for the coordinator who gets which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from peerpair.report.calendars import Calendars
from peerpair.report.formatted import Formatted, notices
from peerpair.report.news import News, SinceSent
from peerpair.report.residents.invitation import Invitations, Partner, stems
from peerpair.report.residents.page import NOT_MATCHED_PAGE, resident_pages
from peerpair.report.table import csv_bytes

FOLDER = "for-residents"
"""The folder, inside the report's, of which everything may be sent."""

_HEAD = ("residents", "ids", "page", "calendar", "addresses", "change")
_Line = tuple[str, str, str, str, str, str]


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
    changes : SinceSent or None
        What is new to whom; None = nothing is remembered.
    addresses : mapping of str to str
        E-mail addresses by id, for the coordinator: no file for residents has them.
    """

    invitations: Invitations
    calendars: Calendars | None = None
    per_resident: bool = False
    changes: SinceSent | None = None
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)

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
        served: set[str] = set()  # with whatever was cancelled
        for page, group in zip(pages, groups, strict=True):
            units = [(p,) for p in group.partners] if self.per_resident else [group.partners]
            for unit in units:
                files = _taken(left, unit)
                served |= {p.id for p in unit} if self.per_resident and files else set()
                yield self._line(unit, page, files, self._change(group.partners))
        for partner in self.invitations.unplaced:
            change = self.changes.of_alone(partner.id) if self.changes else ""
            yield self._line((partner,), NOT_MATCHED_PAGE, _taken(left, (partner,)), change)
        yield from self._gone(left, served)
        for name, _ in self.notices.files.values():
            yield "everybody", "", name, "", "", ""

    def _gone(self, left: Mapping[str, Sequence[str]], served: set[str]) -> Iterator[_Line]:
        """Yield the lines of groups that are no more, with the calendars that are left for them."""
        gone = [] if self.changes is None else [*self.changes.gone()]
        names = {one: name for group in gone for one, name in zip(*group.people, strict=True)}
        people = {one: Partner(one, name or one) for one, name in names.items()}
        people |= {p.id: p for group in self.invitations.groups for p in group.partners}
        people |= {partner.id: partner for partner in self.invitations.unplaced}
        for name, ids in left.items():
            change = self.changes.of_rest(ids) if self.changes else ""
            yield self._line([people.get(o, Partner(o, o)) for o in ids], "", [name], change)
        filed = {frozenset(ids) for ids in left.values()}
        alone = {one for team in filed if len(team) == 1 for one in team}
        for group in gone:  # and for whom there is no file
            rest = [one for one in group.members if one not in served | alone]
            if rest and frozenset(group.members) not in filed:
                yield self._line([people[one] for one in rest], "", [], News.CANCELLED)

    def _change(self, unit: Sequence[Partner]) -> str:
        return self.changes.of(partner.id for partner in unit) if self.changes else ""

    def _line(
        self, unit: Sequence[Partner], page: str, calendars: Iterable[str], change: str
    ) -> _Line:
        names, ids = ([getattr(p, key) for p in unit] for key in ("name", "id"))
        addresses = [self.addresses[one] for one in ids if self.addresses.get(one)]
        parts = names, ids, calendars, addresses
        named, listed, files, mail = map(", ".join, parts)
        return named, listed, page, files, mail, str(change)


def _taken(left: dict[str, tuple[str, ...]], unit: Sequence[Partner]) -> list[str]:
    """Take out the calendars that are for just these residents."""
    ids = {partner.id for partner in unit}
    names = [name for name, receivers in left.items() if {*receivers} == ids]
    for name in names:
        del left[name]
    return names
