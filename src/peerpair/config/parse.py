"""TOML text as a JSON document, with advice where it is none."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from peerpair.errors import ReadError, reads_files
from peerpair.model.settings import DAYS
from peerpair.read.limits import parse_toml

_AT = re.compile(r"\(at line (\d+), column \d+\)")
_ADVICE = (
    (re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{2,4}"), "write dates as 2026-08-31"),
    (re.compile("[\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb]"), 'use straight quotes: "'),
    (re.compile(r'"[^"]*\\'), "write folders with /, as in exports/july"),
)
_WEEKDAYS = dict(
    zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        DAYS,
        strict=True,
    )
)
_KEYS = re.compile(r"\(['\"].*['\"],?\)|(?<=key )['\"].*['\"]", re.DOTALL)
"""How messages of tomllib quote keys, which may be people in a table of exclusions."""
_SHORT_CLOCK = re.compile(r"\d:\d\d", re.ASCII)


@reads_files
def parse(name: str, data: bytes) -> dict[str, Any]:
    r"""Return the document that a TOML file holds, with dates and clock times as text.

    Days may be written out (``"Monday"``), and hours without a leading zero (``"7:00"``).

    Raises
    ------
    ReadError
        If it is no TOML.  The line is named and never shown: it may hold a confidential pair.

    Examples
    --------
    >>> parse("a.toml", b"meeting = { days = ['Monday'], hours = [17:00:00, '7:00'] }")
    {'meeting': {'days': ['mon'], 'hours': ['17:00', '07:00']}}
    >>> parse("a.toml", b"meeting.hours.spans.Tuesday = [['7:00', '8:00']]")
    {'meeting': {'hours': {'spans': {'tue': [['07:00', '08:00']]}}}}
    >>> parse("a.toml", b"start = 8/31/2026")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    peerpair.errors.ReadError: a.toml: is not TOML: ... column 10). Maybe write dates as 2026-08-31
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(name, f"is not UTF-8 text (byte {error.start})") from None
    try:
        settings: dict[str, Any] = plain(parse_toml(text))
    except (ValueError, RecursionError) as error:
        raise ReadError(
            name, f"is not TOML: {_KEYS.sub('(a key)', str(error))[:200]}", _advice(text, error)
        ) from None
    _usual(settings)
    return settings


def _advice(text: str, error: Exception) -> str:
    place = _AT.search(str(error))
    lines = text.replace("\r\n", "\n").split("\n")  # as TOML counts them
    if place is None or int(place[1]) > len(lines):
        return ""
    line = lines[int(place[1]) - 1]
    return next((advice for pattern, advice in _ADVICE if pattern.search(line)), "")


def _usual(document: dict[str, Any]) -> None:
    """Write days and hours as the problem document has them."""
    meeting = document.get("meeting")
    if not isinstance(meeting, dict):
        return
    if isinstance(meeting.get("days"), list):
        meeting["days"] = [_weekday(day) for day in meeting["days"]]
    if "hours" in meeting:
        meeting["hours"] = _clocks(meeting["hours"])


def _clocks(value: Any) -> Any:
    """Return hours with whole clock times and the days' own names, however deep they stand."""
    if isinstance(value, list):
        return [_clocks(part) for part in value]
    if isinstance(value, dict):
        days = {name: _weekday(name) for name in value}
        if len({*days.values()}) < len(days):
            return value  # a day stands twice: the check names the one that is written out
        return {days[name]: _clocks(part) for name, part in value.items()}
    return _clock(value)


def _weekday(value: object) -> Any:
    plain_day = value.strip().lower() if isinstance(value, str) else ""
    return plain_day if plain_day in DAYS else _WEEKDAYS.get(plain_day, value)


def _clock(value: object) -> object:
    short = isinstance(value, str) and _SHORT_CLOCK.fullmatch(value)
    return f"0{value}" if short else value


def plain(value: Any) -> Any:
    """Return a TOML value as JSON has it: dates and clock times as text.

    Examples
    --------
    >>> plain({"start": date(2026, 8, 3), "hours": [time(7), "22:00"]})
    {'start': '2026-08-03', 'hours': ['07:00', '22:00']}
    """
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, time) and not (value.second or value.microsecond):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date | datetime | time) else value
