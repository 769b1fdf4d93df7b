"""The tables that a folder still needs: proposed, written beside the rosters, kept in step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from peerpair.config.proposal.hours import legend_in, rows_of
from peerpair.config.proposal.people import Found, NamedPerson, find_people
from peerpair.config.proposal.sheet import OPEN, ProposedTable
from peerpair.model.resident import Resident
from peerpair.model.schedule import IssueKind, Schedule, Topic
from peerpair.read.dates.cells import is_open
from peerpair.read.people.names import Names
from peerpair.read.people.words import name_key

_RESIDENTS = ("id", "name", "specialty", "pgy", "tags", "email", "active", "found_in")
_ALIASES = ("alias", "resident", "candidates", "found_in")
_ROTATIONS = ("rotation", "hours", "kind", "site", "soft", "comment")


def propose_people(folder: Path, known: Schedule | None) -> tuple[str, ...]:
    """Write the residents whom the files name, and those who are new since.

    A list of residents that somebody made is left alone.

    Parameters
    ----------
    folder : Path
        The rosters.
    known : Schedule or None
        What could be read so far.

    Returns
    -------
    tuple of str
        The tables that are new or have new rows.

    Raises
    ------
    ReadError
        If a table that is there cannot be read.
    """
    residents, aliases, _ = tables_of(folder)
    if residents.exists or known is None:
        _people(find_people(folder), known.residents if known else (), residents, aliases)
    return _written(residents, aliases)


def propose_answers(folder: Path, schedule: Schedule) -> tuple[str, ...]:
    """Write the spellings and rotations that are open, with what is most likely meant.

    An answer is never touched, and nothing is taken from lists of exclusions.  The parameters and
    what is returned are as for `propose_people`.
    """
    _, aliases, rotations = tables_of(folder)
    for row in _spellings(schedule):
        aliases.put("alias", row)
    names, apart = schedule.unmatched, "hours" not in rotations.names
    for row in rows_of(names, legend_in(folder, names), apart=apart):
        rotations.put("rotation", row)
    return _written(aliases, rotations)


def _written(*sheets: ProposedTable) -> tuple[str, ...]:
    return tuple(sheet.path.name for sheet in sheets if sheet.write())


def tables_of(folder: Path) -> tuple[ProposedTable, ProposedTable, ProposedTable]:
    """Return the proposed tables of residents, aliases and rotations, as they stand.

    Residents are ours where they say in which file they were found.
    """
    return (
        _sheet(folder, "residents", _RESIDENTS, {"id", "found_in"}),
        _sheet(folder, "aliases", _ALIASES, {"alias", "resident"}),
        _sheet(folder, "rotations", _ROTATIONS, {"rotation", "hours"}, {"rotation", "days"}),
    )


def _sheet(folder: Path, name: str, columns: Sequence[str], *needed: set[str]) -> ProposedTable:
    """Return a table, under another name where a file of something else has its own."""
    for file in (f"{name}.csv", f"proposed-{name}.csv"):
        sheet = ProposedTable(folder / file, columns)
        if not sheet.exists or any(headers <= {*sheet.names} for headers in needed):
            break
    return sheet


def _people(
    seen: Found, known: Sequence[Resident], residents: ProposedTable, aliases: ProposedTable
) -> None:
    """Add the people who are new, and spellings of theirs that are not their names."""
    before = _names(known, residents, aliases)
    ids = {*residents.column("id")}
    new: list[NamedPerson] = []
    for person in seen.people:
        matches = [before.search(text) for text in (person.name, *person.spellings)]
        if not any(match.resident or match.maybe or match.nobody for match in matches):
            new.append(person)
    several = {name: any(getattr(p, name) for p in seen.people) for name in ("pgy", "specialty")}
    for person in new:
        key = _free("-".join(name_key(person.name)), ids)
        unknown = {name: OPEN if some else "" for name, some in several.items()}
        residents.put(
            "id",
            {
                "id": key,
                "name": person.name,
                "specialty": person.specialty or unknown["specialty"],
                "pgy": unknown["pgy"] if person.pgy is None else str(person.pgy),
                "tags": ";".join(person.tags),
                "email": person.email,
                "active": "yes",
                "found_in": person.found_in,
            },
        )
        here = Names([Resident(key, name=person.name)])
        for text in person.spellings:
            if person.short or here.find(text) is None:
                row = {"alias": text, "resident": key, "found_in": person.found_in}
                aliases.put("alias", row)

    for text, (file, maybe) in seen.unsure.items():
        if before.search(text).resident is None:
            aliases.put("alias", _asked(text, maybe, file))


def _names(known: Sequence[Resident], residents: ProposedTable, aliases: ProposedTable) -> Names:
    """Return the people of the tables as they stand."""
    emails = zip(residents.column("id"), residents.column("email"), strict=True)
    names = Names(known, {who: email for who, email in emails if email and not is_open(email)})
    said = zip(aliases.column("alias"), aliases.column("resident"), strict=True)
    meant = {alias: names.find(who) for alias, who in said if not is_open(who)}
    return Names(known, dict(emails), meant)


def _free(key: str, ids: set[str]) -> str:
    """Return an id that nobody has, and keep it."""
    number, wanted = 1, key
    while wanted in ids:
        number += 1
        wanted = f"{key}-{number}"
    ids.add(wanted)
    return wanted


def _spellings(schedule: Schedule) -> Iterator[Mapping[str, str]]:
    """Yield the spellings that may mean somebody; one candidate is proposed, not taken."""
    labels = {resident.id: resident.name or resident.id for resident in schedule.residents}
    maybe: dict[str, tuple[dict[str, None], str]] = {}
    for issue in schedule.issues:
        if issue.kind is IssueKind.PERSON and issue.topic is Topic.UNKNOWN and issue.value:
            who, _ = maybe.setdefault(issue.value, ({}, issue.place.file))
            who |= dict.fromkeys(issue.residents)
    for text, (who, file) in maybe.items():
        yield _asked(text, [labels[name] for name in who], file)


def _asked(text: str, maybe: Sequence[str], file: str) -> dict[str, str]:
    """Return the row in which to say who is meant by a spelling."""
    answer = f"{OPEN} {maybe[0]}" if len(maybe) == 1 else OPEN
    names = "; ".join(maybe)
    return {"alias": text, "resident": answer, "candidates": names, "found_in": file}
