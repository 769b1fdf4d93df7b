"""Names of months and weekdays, and other words about time, in English, German, French, Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_MONTHS = (
    "january jan januar janvier janv enero ene",
    "february feb februar fevrier fevr fev febrero",
    "march mar marz maerz mrz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre setiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
_WEEKDAYS = (
    "monday mon mondays m montag mo lundi lun lunes",
    "tuesday tue tues dienstag di mardi mar martes",
    "wednesday wed weds mittwoch mi mercredi mer miercoles mie",
    "thursday thu thur thurs donnerstag do jeudi jeu jueves jue",
    "friday fri freitag fr vendredi ven viernes vie",
    "saturday sat samstag sa sonnabend samedi sam sabado sab",
    "sunday sun sonntag so dimanche dim domingo dom su",
)


def _numbered(rows: tuple[str, ...], first: int) -> Mapping[str, int]:
    words = ((word, number) for number, row in enumerate(rows, first) for word in row.split())
    return MappingProxyType(dict(words))


MONTHS = _numbered(_MONTHS, 1)
WEEKDAYS = _numbered(_WEEKDAYS, 0)
"""Plain word -> number, Monday being 0."""
HALVES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("am", "a.m.", "morning", "vormittag", "matin", "manana"), "am")
    | dict.fromkeys(("pm", "p.m.", "afternoon", "nachmittag", "apres-midi", "tarde"), "pm")
)
"""Plain word -> half of a day."""
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
    return MONTHS.get(plain_word(word.strip(" .")), 0)


def weekday_number(word: str) -> int | None:
    """Return the number of a weekday, Monday being 0, or None."""
    return WEEKDAYS.get(plain_word(word.strip(" .,;:()")))


def half_of(text: str) -> str:
    """Return ``"am"`` or ``"pm"`` for a text that says no more, or nothing."""
    return HALVES.get(plain_word(text.strip(" ,.()")), "") or HALVES.get(plain_word(text), "")


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
