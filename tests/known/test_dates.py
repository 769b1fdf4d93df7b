"""How cells of tables are read, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

import peerpair as pp
from peerpair.model.place import Place
from peerpair.model.time import Clock
from peerpair.read.dates.cells import (
    is_after,
    midnight,
    read_clock,
    read_date,
    read_days,
    read_flag,
    read_kind,
    read_moment,
    read_pgy,
    stated_date,
    whole_days,
)
from peerpair.read.dates.order import Dates

CLOCKS: dict[str, Any] = {
    "07:00": 7 * 60,
    "7:00": 7 * 60,
    "23:59": 23 * 60 + 59,
    "24:00": 24 * 60,
    "24:00:00": 24 * 60,
    "24:01": None,
    "24:00:01": None,
    "25:00": None,
    "12:60": None,
    "0700": 7 * 60,
    "700": 7 * 60,
    "1930": 19 * 60 + 30,
    "2400": 24 * 60,
    "2401": None,
    "2360": None,
    "7am": 7 * 60,
    "7 AM": 7 * 60,
    "7a": 7 * 60,
    "7p.m.": 19 * 60,
    "7:30 pm": 19 * 60 + 30,
    "0730pm": 19 * 60 + 30,
    "11:59pm": 23 * 60 + 59,
    "1am": 60,
    "1pm": 13 * 60,
    "12am": 0,
    "12a": 0,
    "12:30am": 30,
    "12pm": 12 * 60,
    "12:45 p.m.": 12 * 60 + 45,
    "0am": None,
    "13pm": None,
    "7": None,
    "noon": None,
    "": None,
    " 07:15 ": 7 * 60 + 15,
}


@pytest.mark.parametrize("text", CLOCKS)
def test_clock(text: str) -> None:
    expected = CLOCKS[text]
    assert read_clock(text) == (None if expected is None else timedelta(minutes=expected))


def test_seconds_of_a_clock() -> None:
    assert read_clock("07:00:30") == timedelta(hours=7, seconds=30)
    assert read_clock("23:59:59") == timedelta(days=1, seconds=-1)


def at(day: int, hour: int = 0, minute: int = 0, **more: Any) -> datetime:
    return datetime(2026, 8, day, hour, minute, **more)


MOMENTS: dict[str, Any] = {
    "2026-08-03 7:00": at(3, 7),
    "2026-08-03T07:00": at(3, 7),
    "2026-08-03 07:00:30": at(3, 7) + timedelta(seconds=30),
    "2026-08-03 24:00": at(4),
    "2026-08-03T07:00Z": at(3, 7, tzinfo=UTC),
    "2026-08-03T07:00-05:00": at(3, 7, tzinfo=timezone(timedelta(hours=-5))),
    "2026-08-03T07:00-25:00": None,
    "2026-08-03": None,
    "2026-02-30 07:00": None,
    "1969-08-03 07:00": None,
    "2026-08-03 25:00": None,
}


@pytest.mark.parametrize("text", MOMENTS)
def test_moment(text: str) -> None:
    assert read_moment(text) == MOMENTS[text]
    assert table("m/d").moment(text) == MOMENTS[text]


def test_plain_dates() -> None:
    assert read_date("2026-08-03") == date(2026, 8, 3)
    assert read_date(" 1970-01-01 ") == date(1970, 1, 1)
    assert read_date("2100-12-31") == date(2100, 12, 31)
    for text in ("1969-12-31", "2101-01-01", "2026-02-29", "2026-8-3", "8/3/2026", ""):
        assert read_date(text) is None
    assert stated_date("2026-08-03 and more") == date(2026, 8, 3)
    assert stated_date("  2026-08-03T07:00") == date(2026, 8, 3)
    assert stated_date("2026-08") is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", "01234"),
        ("Monday \u2013 Wednesday", "012"),
        ("sat", "5"),
        ("mon wed,fri", "024"),
        ("sun-thu", "01236"),
        ("sat-mon", "056"),
        ("mon-mon", "0"),
        ("daily", "0123456"),
        ("daily sat", "0123456"),
        ("tue/thu", "13"),
        ("mon-", None),
        ("mon-xxx", None),
        ("noday", None),
        ("", None),
    ],
)
def test_weekdays(text: str, days: str | None) -> None:
    assert read_days(text) == (None if days is None else frozenset(map(int, days)))


def test_small_cells() -> None:
    for text, flag in (("Yes", True), ("1", True), ("n", False), ("FALSE", False), ("", None)):
        assert read_flag(text) is flag
    for text, pgy in (("2", 2), ("PGY-2", 2), ("pgy3", 3), ("R 1", 1), ("12", 12), ("x", None)):
        assert read_pgy(text) == pgy
    for text, pgy in (
        ("2nd year", 2),
        ("1. Jahr", 1),
        ("3e ann\xe9e", 3),
        ("Intern", 1),
        ("CA-1", 2),
    ):
        assert read_pgy(text) == pgy
    assert read_pgy("CA-1") == 2
    assert read_pgy("123") is read_pgy("CA-7") is read_pgy("year") is None
    assert [read_kind(text) for text in ("VACATION", " Night  Float ", "")] == [
        *("vacation", "Night Float", None),
    ]


def table(order: str, *texts: str, told: list[str] | None = None) -> Dates:
    cells = [(Place.of("x.csv", i), text) for i, text in enumerate(texts, 2)]
    said = [] if told is None else told
    return Dates(order, lambda: cells, lambda place, text: said.append(f"{place}: {text}"))


# what a table holds, and the order that follows; None = it could be either
ORDERS: list[tuple[list[str], str | None]] = [
    (["8/13/2026"], "m/d"),
    (["13/8/2026"], "d/m"),
    (["8/3/2026"], None),
    (["5/12/2026"], None),  # 12 is a month as well
    (["12/5/2026"], None),
    (["12/12/2026"], None),
    (["5/12/2026", "5/13/2026"], "m/d"),
    (["12/13/2026"], "m/d"),
    (["13/12/2026"], "d/m"),
    (["8/3/2026", "5/12", "31/1"], "d/m"),
    (["13/13/2026", "8/3/2026"], None),  # neither can be a month
    (["8.13.2026"], "m/d"),
    (["8-13-26"], "m/d"),
    (["8/13/2026 7:00"], "m/d"),
    (["8/13 - 8/20"], "m/d"),
    ([" 8/13/2026"], "m/d"),
    (["x 8/13/2026", "8/3/2026"], None),
]


@pytest.mark.parametrize(("texts", "order"), ORDERS)
def test_the_order_of_day_and_month_follows_from_the_table(
    texts: list[str], order: str | None
) -> None:
    told: list[str] = []
    dates = table("", *texts, told=told)
    if order is None:
        with pytest.raises(pp.ReadError, match="day"):
            dates.day("8/3/2026")
        assert not told
        return
    expected = date(2026, 8, 3) if order == "m/d" else date(2026, 3, 8)
    assert dates.day("8/3/2026") == expected
    assert dates.day("1/2/2026") == (date(2026, 1, 2) if order == "m/d" else date(2026, 2, 1))
    assert len(told) == 1


def test_two_orders_in_one_table_are_an_error_at_the_first() -> None:
    with pytest.raises(pp.ReadError) as caught:
        table("", "8/3/2026", "13/8/2026", "8/14/2026", "8/15/2026").day("8/3/2026")
    assert str(caught.value.fault.place) == "x.csv:4"
    assert "13/8/2026" in str(caught.value)
    assert "x.csv:3" in str(caught.value)


def test_an_order_that_cannot_be_told_is_an_error_at_the_first_date() -> None:
    with pytest.raises(pp.ReadError) as caught:
        table("", "nothing", "5/12/2026", "8/3/2026").day("8/3/2026")
    assert str(caught.value.fault.place) == "x.csv:3"
    assert "5/12/2026" in str(caught.value)
    with pytest.raises(pp.ReadError) as caught:
        table("").day("8/3/2026")
    assert "8/3/2026" in str(caught.value)


def test_where_the_order_was_found_is_told() -> None:
    told: list[str] = []
    dates = table("", "8/3/2026", "8/13/2026", "8/14/2026", told=told)
    dates.day("8/3/2026")
    assert told == ["x.csv:3: dates are month/day/year, as '8/13/2026' shows"]
    told.clear()
    table("", "13/8/2026", told=told).day("8/3/2026")
    assert told == ["x.csv:2: dates are day/month/year, as '13/8/2026' shows"]


DAYS: dict[str, Any] = {
    "2026-08-03": date(2026, 8, 3),
    "8/3/2026": date(2026, 8, 3),
    "08.03.2026": date(2026, 8, 3),
    "8-3-26": date(2026, 8, 3),
    "8/3/70": date(2070, 8, 3),
    "8/3/1970": date(1970, 8, 3),
    "8/3/1969": None,
    "8/3-2026": None,
    "13/3/2026": None,
    "Mon 8/3/2026": date(2026, 8, 3),
    "Monday, 8/3/2026": date(2026, 8, 3),
    "2026/8/3": date(2026, 8, 3),
    "2026.08.03": date(2026, 8, 3),
    "3 Aug 2026": date(2026, 8, 3),
    "3-Aug-26": date(2026, 8, 3),
    "3 August 2026": date(2026, 8, 3),
    "3 Sept 2026": date(2026, 9, 3),
    "3 Sep 2026": date(2026, 9, 3),
    "3 Augu 2026": None,
    "3 Sept. 2026": date(2026, 9, 3),
    "Aug 3, 2026": date(2026, 8, 3),
    "August 3rd, 2026": date(2026, 8, 3),
    "Dec 31 2026": date(2026, 12, 31),
    "January 1st 2026": date(2026, 1, 1),
    "Nov 31, 2026": None,
    "Xyz 3, 2026": None,
    "3 Sept 2026".ljust(41, "x"): None,
    "": None,
}


@pytest.mark.parametrize("text", DAYS)
def test_day(text: str) -> None:
    assert table("m/d").day(text) == DAYS[text]


def test_a_stated_order_is_taken() -> None:
    assert table("d/m", "8/13/2026").day("8/3/2026") == date(2026, 3, 8)
    assert table("d/m").day("31/12/2026") == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8/3/2026 7:00", at(3, 7)),
        ("8/3/2026 0700", at(3, 7)),
        ("8/3/2026 7:30 pm", at(3, 19, 30)),
        ("8/3/2026  7p", at(3, 19)),
        ("Aug 3, 2026 12:15 am", at(3, 0, 15)),
        ("8/3/2026 24:00", at(4)),
        ("8/3/2026 25:00", None),
        ("8/3/2026", None),
        ("x 7:00", None),
        (" 8/3/2026 7:00 ", at(3, 7)),
        ("8/3/2026" + 47 * " " + "07:00", at(3, 7)),  # 60 characters
        ("8/3/2026" + 48 * " " + "07:00", None),
    ],
)
def test_day_and_clock(text: str, expected: datetime | None) -> None:
    assert table("m/d").moment(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8/3/2026", 3),
        (" 8/3/2026 ", 3),
        ("2026-08-03T07:00", 3),
        ("8/13/2026 and more", 13),
        ("8/3/2026 7:00 am", 3),
        ("3 Aug 2026 07:00", 3),
        ("Aug 13, 2026 7pm", 13),
        ("Aug 13, 2026", 13),
        ("13-Aug-2026 and more", 13),  # its first word
        ("more", None),
        ("3 Aug 2026 and more", 3),  # its first ten characters
        ("13 Aug 2026 and more", None),
        ("13 Aug 2026" + 44 * " " + "07:00", 13),  # 60 characters
        ("13 Aug 2026" + 45 * " " + "07:00", None),
    ],
)
def test_the_date_that_a_cell_begins_with(text: str, expected: int | None) -> None:
    found = table("m/d").stated(text)
    assert found == (None if expected is None else date(2026, 8, expected))


def test_what_was_read_is_read_once() -> None:
    asked: list[int] = []

    def cells() -> list[tuple[Place, str]]:
        asked.append(1)
        return [(Place.of("x.csv", 2), "8/13/2026")]

    dates = Dates("", cells, lambda place, text: None)
    for _ in range(3):
        assert dates.day("8/3/2026") == date(2026, 8, 3)
        assert dates.day("8/4/2026") == date(2026, 8, 4)
    assert asked == [1]


def utc(hour: int) -> datetime:
    return at(3, hour, tzinfo=UTC)


def test_whole_days_and_order() -> None:
    assert midnight(date(2026, 8, 3)) == at(3)
    assert whole_days(date(2026, 8, 3), date(2026, 8, 3)) == (at(3), at(4))
    assert whole_days(date(2026, 8, 3), date(2026, 8, 9)) == (at(3), at(10))
    clock = Clock("America/Chicago")
    assert is_after(at(3, 8), at(3, 7), clock)
    assert not is_after(at(3, 7), at(3, 7), clock)
    assert is_after(utc(8), utc(7), clock)
    assert not is_after(utc(7), utc(7), clock)
    # 07:00 in Chicago is 12:00 in UTC in summer.
    assert is_after(utc(13), at(3, 7), clock)
    assert not is_after(utc(12), at(3, 7), clock)
    assert not is_after(utc(11), at(3, 7), clock)
    assert is_after(at(3, 8), utc(12), clock)
    assert not is_after(at(3, 7), utc(12), clock)
    # As written: through the hour that comes twice, and the one that is skipped.
    assert is_after(datetime(2026, 3, 8, 3), datetime(2026, 3, 8, 2), clock)
