"""Finding a resident by what a roster calls them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from peerpair.model.resident import Resident
from peerpair.read.cells import tidy

__all__ = ["Names"]


class Names:
    """Looks residents up by id, name or e-mail address.

    An id counts exactly as written.  Anything else is compared without capitals and with single
    blanks, and counts only if it belongs to one resident: two people with one name are never
    merged.

    Examples
    --------
    >>> names = Names([Resident("im03", name="IM Resident 3"), Resident("00123")])
    >>> names.find("im resident  3"), names.find("123")
    ('im03', None)
    """

    def __init__(
        self, residents: Iterable[Resident], emails: Mapping[str, str] | None = None
    ) -> None:
        self._ids: set[str] = set()
        self._alike: dict[str, set[str]] = defaultdict(set)
        for resident in residents:
            self._ids.add(resident.id)
            for text in (resident.id, resident.name, (emails or {}).get(resident.id, "")):
                if text:
                    self._alike[_plain(text)].add(resident.id)

    def find(self, text: str) -> str | None:
        """Return the id of the one resident meant by `text`, or None."""
        if text in self._ids:
            return text
        found = self._alike.get(_plain(text), set())
        return next(iter(found)) if len(found) == 1 else None


def _plain(text: str) -> str:
    # The same letter can be stored as one sign or as letter and accent; NFC makes them equal.
    return tidy(unicodedata.normalize("NFC", text))
