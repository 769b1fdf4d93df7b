"""Whom an entry of a JSON export means: by e-mail address, id, then name."""

from __future__ import annotations

from collections.abc import Iterable

from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import ALWAYS
from peerpair.read.draft import Draft
from peerpair.text import show


def find_person(
    draft: Draft,
    place: Place,
    *,
    email: str = "",
    ids: Iterable[str] = (),
    first: str = "",
    last: str = "",
    other: str = "",
) -> str | None:
    """Return the id of the resident, or None with an issue.

    `ids` are those that the vendor has given, `other` what else the entry calls somebody, such as
    an abbreviation.
    """
    name = f"{last}, {first}" if first and last else first or last
    by_name = draft.names.search(name).resident if name else None
    for text in (email, *ids):
        found = draft.names.find(text) if text else None
        if found is None:
            continue
        if by_name is not None and by_name != found:
            # A vendor's numbers are not the programme's: one of the two is wrong.
            message = f"{show(text)} is {found}, and {show(name)} is {by_name}"
            for resident in (found, by_name):
                draft.coverage.appear(resident)
                kind = IssueKind.PERSON
                draft.lose(kind, place, message, resident, ALWAYS, unit="entry", value=text)
            return None
        return found
    if by_name is None and other:
        found = draft.names.find(other)
        if found is not None:
            return found
    return draft.resident(name or other or email, place, unit="entry")
