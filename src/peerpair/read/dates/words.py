"""Names of months and weekdays, and other words about time, in English, German, French, Spanish."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from peerpair.read.word_lists import word_lists

_MEANINGS = {
    (kind, word): meaning
    for name, words in word_lists(__package__, "words.txt").items()
    for kind, _, meaning in [name.partition(" ")]
    for word in words
}
TO = r"(?:to|thru|through|until|till|bis|au|al|hasta)"


def plain_word(text: str) -> str:
    """Return a word as it is looked up: small letters without accents.

    >>> plain_word("Août"), plain_word("MÄRZ")
    ('aout', 'marz')
    """
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def month_number(word: str) -> int:
    """Return the number of a month, or 0."""
    return int(_meaning("month", word.strip(" .")) or 0)


@lru_cache(maxsize=65536)
def weekday_number(word: str) -> int | None:
    """Return the number of a weekday, Monday being 0, or None."""
    number = _meaning("weekday", word.strip(" .,;:()"))
    return int(number) if number else None


def half_of(text: str) -> str:
    """Return ``"am"`` or ``"pm"`` for a text that says no more, or nothing."""
    return _meaning("half", text.strip(" ,.()"))


def _meaning(kind: str, word: str) -> str:
    return _MEANINGS.get((kind, plain_word(word)), "")


_MONTH_YEAR = re.compile(r"([^\W\d_]{3,12})\.?[ ,]*(?:de |del )?(\d{4})(?!\d)")


def month_year(text: str) -> tuple[int, int] | None:
    """Return month and year that a title names, as in ``Call schedule August 2026``.

    >>> month_year("Dienstplan März 2027"), month_year("AY 2026-27")
    ((3, 2027), None)
    """
    for match in _MONTH_YEAR.finditer(text[:200]):
        if month := month_number(match[1]):
            return month, int(match[2])
    return None
