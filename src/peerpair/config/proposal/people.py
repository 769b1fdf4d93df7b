"""The people whom the files of a folder name, before anybody has listed them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from peerpair.config.proposal.hours import is_duty
from peerpair.config.proposal.names import WrittenName, name_in
from peerpair.errors import ReadError
from peerpair.model.resident import Resident
from peerpair.read.dates.cells import read_pgy
from peerpair.read.dates.written import read_heading
from peerpair.read.files import fitting
from peerpair.read.formats.amion import Amion, staff
from peerpair.read.formats.base import Order
from peerpair.read.ical.lines import CalendarFile
from peerpair.read.ical.property import split_line
from peerpair.read.layout.find import is_cross
from peerpair.read.lists import list_kind
from peerpair.read.people.names import Names
from peerpair.read.people.words import name_key
from peerpair.read.source import HIDDEN, UNREAD, Source, list_folder, load
from peerpair.read.tables import headers
from peerpair.read.tables.grid import Head, all_rows, head_of

_COHORT = re.compile(r"\d ?\+ ?\d|cohorts?", re.IGNORECASE)
_SHORT = re.compile(r"\w{1,3}")
_TIME = frozenset((*headers.DATE, *headers.START, *headers.END_INCLUSIVE))
_HIGHEST, _FEWEST = 6, 3
"""Rows in which people are looked for across, and how many there must be."""
_ABOUT = frozenset((*headers.PGY, *headers.EMAIL, *headers.SPECIALTY))
_IDS = ("id", "resident_id")
_SPECIALTIES = {
    "IM": r"im|internal medicine|medicine",
    "Neuro": r"neuro(?:logy)?",
    "Peds": r"peds|pa?ediatrics?",
    "FM": r"fm|family medicine",
    "EM": r"em|emergency medicine",
    "Psych": r"psych(?:iatry)?",
    "Surgery": r"gs|(?:general )?surgery",
    "OB/GYN": r"ob[ /-]?gyn",
    "Anesthesia": r"ana?esthesia|ana?esthesiology",
    "Radiology": r"radiology",
}


@dataclass
class NamedPerson:
    """Somebody whom files name."""

    name: str
    found_in: str
    short: bool = False  # the given name is an initial everywhere
    specialty: str = ""
    pgy: int | None = None
    email: str = ""
    tags: dict[str, None] = field(default_factory=dict)
    spellings: dict[str, None] = field(default_factory=dict)

    def learn(self, other: NamedPerson) -> None:
        """Take over what another place says besides."""
        self.specialty = self.specialty or other.specialty
        self.pgy = self.pgy if self.pgy is not None else other.pgy
        self.email = self.email or other.email
        self.tags |= other.tags
        self.spellings |= other.spellings


@dataclass
class Found:
    """Who is in a folder, and spellings that may be theirs: file and candidates of each."""

    people: list[NamedPerson] = field(default_factory=list)
    unsure: dict[str, tuple[str, list[str]]] = field(default_factory=dict)


def find_people(folder: Path) -> Found:
    """Return the people of a folder, those of tables of rotations first.

    Whoever another file calls nearly the same, or by the same family name, is nobody new: two
    residents made of one would each seem free when the other is on duty.
    """
    seen = Found()
    for rank, listed in sorted(_all(folder), key=lambda source: source[0]):
        names, families, new = _names(seen.people), _families(seen.people), []
        for person in listed:
            match = names.search(person.name)
            known = families.get(name_key(person.name)[-1:], []) if rank == _OTHER else []
            if match.resident is not None:
                seen.people[int(match.resident)].learn(person)
            elif match.maybe or known:
                maybe = [seen.people[int(who)].name for who in match.maybe] or known
                for text in person.spellings if rank < _EMAILS else ():
                    seen.unsure.setdefault(text, (person.found_in, maybe))
            elif rank < _EMAILS:
                new.append(person)
        seen.people += _apart(new)
    return seen


def _names(people: Sequence[NamedPerson]) -> Names:
    """Return the people by their positions."""
    return Names(Resident(str(i), name=person.name) for i, person in enumerate(people))


def _families(people: Sequence[NamedPerson]) -> dict[tuple[str, ...], list[str]]:
    families: dict[tuple[str, ...], list[str]] = {}
    for person in people:
        families.setdefault(name_key(person.name)[-1:], []).append(person.name)
    return families


def _apart(people: Iterable[NamedPerson]) -> Iterator[NamedPerson]:
    """Yield the people of one source, each once; short names only where nobody else has them."""
    once: dict[tuple[str, ...], NamedPerson] = {}
    for person in people:
        key = name_key(person.name)
        if key in once:
            once[key].learn(person)
        else:
            once[key] = person
    full = [person for person in once.values() if not person.short]
    names = _names(full)
    yield from full
    for person in once.values():
        if person.short and not names.search(person.name).maybe:
            yield person


_CROSS, _LIST, _OTHER, _EMAILS = range(4)
"""Which source says best who there is; those of addresses say it of nobody."""


def _all(folder: Path) -> Iterator[tuple[int, list[NamedPerson]]]:
    """Yield what each source says, and how good a list of people it is."""
    for path, label in list_folder(folder):
        if label.lower().endswith(UNREAD) or not path.is_file():
            continue
        with suppress(ReadError):
            for source in load(path, label):
                if HIDDEN not in source.notes:
                    with suppress(ReadError):
                        yield from _of_source(source)


def _of_source(source: Source) -> Iterator[tuple[int, list[NamedPerson]]]:
    head = head_of(source)
    if list_kind(head):
        return
    forms = fitting(head)
    if Amion in forms:
        yield _OTHER, [*_of_amion(source)]
    elif "BEGIN:VCALENDAR" in head.text.upper():
        yield _OTHER, [*_of_calendar(source)]
    elif not source.text.lstrip().startswith(("{", "[")):
        if any(form.order not in (Order.ROSTERS, Order.ABSENCES) for form in forms):
            return
        cross = is_cross(head)
        names = head.names
        if not cross and _may_be_pairs(head):
            return
        down = any(read_heading(row[0]) for row in head.rows[1:] if row)
        if cross or down or (names & (_TIME | _ABOUT) and forms):
            yield (
                (_CROSS if cross or down else _LIST if not names & _TIME else _OTHER),
                _of_table(source),
            )
        elif names & {*headers.EMAIL}:
            yield _EMAILS, _of_table(source)


def _may_be_pairs(head: Head) -> bool:
    """Tell whether a second column, under no header that is known, holds names too.

    Such a table may be confidential, and not even that somebody is in it must show.
    """
    header, *rows = head.rows or ((),)
    for at, name in enumerate(headers.header_names(header) if _columns(header) else ()):
        texts = [cells[at].strip() for cells in rows if at < len(cells) and cells[at].strip()]
        names = [written for text in texts if (written := name_in(text)) and not is_duty(text)]
        unknown = name not in headers.KNOWN and not name.startswith("your_name")
        if unknown and texts and len(names) == len(texts) and any(map(_is_full, names)):
            return True
    return False


def _of_table(source: Source) -> list[NamedPerson]:
    """Return the people of a table: those under its headers of people."""
    rows: list[tuple[WrittenName, NamedPerson]] = []
    columns: Mapping[str, Sequence[int]] = {}
    year: int | None = None
    for _, cells in all_rows(source):
        texts = {cell.strip() for cell in cells} - {""}
        if len(texts) == 1:
            year = read_pgy(next(iter(texts))) or year  # a title above rows, such as PGY-3
            continue
        new = _columns(cells)
        columns = new or columns
        if columns and not new:
            rows += _of_row(source, cells, columns, year)
    # "Total MICU" looks like somebody, but not where all others have a comma.
    commas = 2 * sum(written.comma for written, _ in rows) > len(rows)
    people = [person for written, person in rows if written.comma or not commas]
    full = [person for person in people if " " in person.name]
    # One word is a name where most people have one, and a code of something else where few do.
    people = full if 2 * len(full) > len(people) else people
    return people or [*_across(source)]


def _across(source: Source) -> Iterator[NamedPerson]:
    """Yield the people across a table that has dates or blocks down.

    They stand in its header or, where that has services, in its rows.
    """
    specialty = specialty_of(source.path.stem)
    for row, (_, cells) in enumerate(all_rows(source)):
        texts = [text for cell in cells[1:] if (text := cell.strip()) and not read_heading(text)]
        texts = [text for text in texts if headers.header_name(text) not in headers.KNOWN]
        names = map(name_in, texts)
        full = [written for written in names if written is not None and _is_full(written)]
        heading = row < _HIGHEST and not read_heading(cells[0])
        if len(full) == len(texts) >= (_FEWEST if heading else 1) and not any(map(is_duty, texts)):
            for text, written in zip(texts, full, strict=True):
                who = written.name, source.label
                yield NamedPerson(*who, specialty=specialty, spellings={text: None})
            if heading:
                return


def _is_full(written: WrittenName) -> bool:
    return not written.short and " " in written.name


def _columns(cells: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return where a header has people, and what it says about them; nothing, if it is none."""
    names = headers.header_names(cells)

    def first(wanted: Iterable[str]) -> tuple[int, ...]:
        return next(((names.index(name),) for name in wanted if name in names), ())

    last, given = first(headers.LAST_NAME), first(headers.FIRST_NAME)
    people = (*last, *given) if last and given else ()
    people = people or first(name for name in headers.RESIDENT if name not in _IDS)
    people = people or next(((i,) for i, n in enumerate(names) if n.startswith("your_name")), ())
    if not people:
        return {}
    cohort = next(((i,) for i, cell in enumerate(cells) if _COHORT.fullmatch(cell.strip())), ())
    about = {"pgy": headers.PGY, "email": headers.EMAIL, "specialty": headers.SPECIALTY}
    return {"name": people, "cohort": cohort} | {key: first(known) for key, known in about.items()}


def _of_row(
    source: Source, cells: Sequence[str], columns: Mapping[str, Sequence[int]], year: int | None
) -> Iterator[tuple[WrittenName, NamedPerson]]:
    said = {
        key: [cells[at].strip() for at in where if at < len(cells)]
        for key, where in columns.items()
    }
    if not all(said["name"]) or not said["name"]:
        return
    text = ", ".join(said["name"])
    written = name_in(text)
    if written is None:
        return
    one = {key: next(iter(texts), "") for key, texts in said.items()}
    tags = [f"cohort-{one['cohort']}"] if _SHORT.fullmatch(one["cohort"]) else []
    tags += ["chief"] if any("chief" in aside.casefold() for aside in written.asides) else []
    pgy = read_pgy(one["pgy"])
    person = NamedPerson(
        written.name,
        source.label,
        written.short,
        one["specialty"] or specialty_of(source.path.stem),
        pgy if pgy is not None else year,
        one["email"],
        dict.fromkeys(tags),
        {text: None},
    )
    yield written, person


def _of_amion(source: Source) -> Iterator[NamedPerson]:
    """Yield the residents of a report; attendings have no year of training."""
    rows = Counter(staff(source))
    typed = any(kind for _, _, kind, _ in rows)
    for division, text, kind, email in rows:
        written, pgy = name_in(text), read_pgy(kind)
        if written is not None and (pgy is not None or not typed):
            who = written.name, source.label, written.short
            yield NamedPerson(*who, specialty_of(division), pgy, email, spellings={text: None})


def _of_calendar(source: Source) -> Iterator[NamedPerson]:
    """Yield those who are invited to the events of a calendar, where their names are given."""
    seen: set[str] = set()
    for calendar in CalendarFile(source.text).calendars:
        for event in calendar.parts("VEVENT"):
            for rest in event.lines().get("ATTENDEE", ()):
                if rest in seen:
                    continue
                seen.add(rest)
                property_ = split_line(f"ATTENDEE{rest}")
                text = property_.parameters.get("CN", "")
                written = name_in(text)
                if written is not None and not written.short:
                    email = re.sub(r"(?i)^mailto:", "", property_.value).strip()
                    yield NamedPerson(
                        written.name, source.label, email=email, spellings={text: None}
                    )


def specialty_of(text: str) -> str:
    """Return the specialty that a text names, or nothing.

    >>> specialty_of("neuro prelims 2026"), specialty_of("calls")
    ('Neuro', '')
    """
    plain = " ".join(re.split(r"[\W_]+", text))
    for name, words in _SPECIALTIES.items():
        if re.search(rf"\b(?:{words})\b", plain, re.IGNORECASE):
            return name
    return ""
