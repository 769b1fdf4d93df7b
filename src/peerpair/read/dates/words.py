"""Names of months and weekdays, and other words about time, in English, German, French, Spanish."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = """
    january jan januar janvier janv enero ene
    february feb februar fevrier fevr fev febrero
    march mar marz maerz mrz mars marzo
    april apr avril avr abril abr
    may mai mayo
    june jun juni juin junio
    july jul juli juillet juil julio
    august aug aout agosto ago
    september sep sept septembre septiembre setiembre
    october oct oktober okt octobre octubre
    november nov novembre noviembre
    december dec dezember dez decembre diciembre dic
"""
_WEEKDAYS = """
    monday mon mondays m montag mo lundi lun lunes
    tuesday tue tues dienstag di mardi mar martes
    wednesday wed weds mittwoch mi mercredi mer miercoles mie
    thursday thu thur thurs donnerstag do jeudi jeu jueves jue
    friday fri freitag fr vendredi ven viernes vie
    saturday sat samstag sa sonnabend samedi sam sabado sab
    sunday sun sonntag so dimanche dim domingo dom su
"""
_HALVES = """
    am a.m. morning vormittag matin manana
    pm p.m. afternoon nachmittag apres-midi tarde
"""


def _lines(table: str) -> dict[str, int]:
    """Return the words of a table with the numbers of their lines, from 0."""
    lines = enumerate(table.strip().splitlines())
    return {word: number for number, line in lines for word in line.split()}


_MONTH, _WEEKDAY, _HALF = map(_lines, (_MONTHS, _WEEKDAYS, _HALVES))
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
    return _MONTH.get(plain_word(word.strip(" .")), -1) + 1


def weekday_number(word: str) -> int | None:
    """Return the number of a weekday, Monday being 0, or None."""
    return _WEEKDAY.get(plain_word(word.strip(" .,;:()")))


def half_of(text: str) -> str:
    """Return ``"am"`` or ``"pm"`` for a text that says no more, or nothing."""
    half = _HALF.get(plain_word(text.strip(" ,.()")), _HALF.get(plain_word(text)))
    return "" if half is None else ("am", "pm")[half]


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
