"""The table of rounds: what a chief wrote stays, and what is not understood is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from peerpair.errors import ReadError
from peerpair.plan.history import FormedGroup, FormedRound, LeftOut, remember, set_met
from peerpair.read.history import HEAD, read_history

FIRST = date(2026, 8, 3)


def formed(
    *groups: str, start: date = FIRST, days: int = 28, alone: str = "", weeks: int = 4
) -> FormedRound:
    teams = (FormedGroup(tuple(team), tuple(map(str.upper, team)), weeks) for team in groups)
    left = tuple(LeftOut(one, one.upper()) for one in alone)
    return FormedRound(start, start + timedelta(days=days), tuple(teams), left)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.csv"


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


def test_rounds_are_counted(file: Path) -> None:
    assert remember(file, formed("ab", "cde")).number == 1
    later = formed("ac", "bd", alone="e", start=FIRST + timedelta(days=28))
    assert remember(file, later).number == 2
    rows = read_history(file).rows
    said = [(row.round, row.group, "".join(row.members), row.weeks) for row in rows]
    assert said == [
        *((1, "1", "ab", 4), (1, "2", "cde", 4)),
        *((2, "1", "ac", 4), (2, "2", "bd", 4), (2, "left out", "e", None)),
    ]
    assert read_history(file).dates_of(1) == (FIRST, date(2026, 8, 30))


def test_a_table_from_a_spreadsheet_is_read_and_keeps_what_is_in_it(file: Path) -> None:
    rows = (
        "Met;Remark;Round;from;to;Member 2;Member 1;Group",
        'no;"said; so";1;8/3/2026;8/30/2026;b;a;7',
        ";;2;8/31/2026;9/27/2026;b;c;Coffee",
    )
    file.write_text("\n".join(rows), encoding="utf-16")
    first, second = read_history(file).rows
    assert (first.members, first.met, first.group) == (("a", "b"), False, "7")
    assert (second.first, second.last) == (date(2026, 8, 31), date(2026, 9, 27))
    assert set_met(file, "Coffee", True).met
    assert text(file).splitlines() == [
        rows[0],
        rows[1],
        "yes;;2;8/31/2026;9/27/2026;b;c;Coffee",
    ]
    remember(file, formed("ad", start=date(2026, 9, 28)))
    head, *lines = text(file).splitlines()
    assert head == rows[0] + ";member_3;name_1;name_2;name_3;weeks"
    assert lines[0] == rows[1] + ";;;;;"
    assert lines[2] == "unknown;;3;2026-09-28;2026-10-25;d;a;1;;A;D;;4"
    assert [row.round for row in read_history(file).rows] == [1, 2, 3]


def test_a_round_that_is_formed_again_keeps_what_a_chief_said(file: Path) -> None:
    remember(file, formed("ab", "cd", "ef", "gh", "ij"))
    set_met(file, "1", True)
    set_met(file, "2", True)
    lines = text(file).splitlines()
    lines = [f"{line},{'they know why' * (',3,e' in line)}" for line in lines]
    lines[0] = lines[0].removesuffix(",") + ",remark"
    file.write_text("\n".join([*lines, "1,,,tea,a,g,,,,,,,"]))
    remember(file, formed("ab", "ce", "df", "gj", "hi"))
    rows = read_history(file).rows
    said = [(row.group, "".join(row.members), row.met) for row in rows]
    assert said == [
        *(("1", "ab", True), ("2", "ce", None), ("3", "df", None), ("4", "gj", None)),
        *(("5", "hi", None), ("2 earlier", "cd", True), ("3 earlier", "ef", None)),
        ("tea", "ag", None),
    ]
    assert "3 earlier,e,f,,E,F,,unknown,4,they know why" in text(file)
    before = file.read_bytes()
    assert not remember(file, formed("ab", "ce", "df", "gj", "hi")).written
    assert file.read_bytes() == before


def test_names_of_a_chief_are_the_same_people(file: Path) -> None:
    file.write_text("round,from,to,member_1,member_2,met\n1,2026-08-03,2026-08-30,B,a,no\n")
    remember(file, formed("ab"))
    [row] = read_history(file).rows
    assert (row.members, row.group, row.met) == (("a", "b"), "1", False)


def test_the_rest_of_a_block_is_the_same_round(file: Path) -> None:
    remember(file, formed("ab", "cd"))
    rest = formed("ac", "bd", start=FIRST + timedelta(days=14), days=14, weeks=2)
    assert remember(file, rest).number == 1
    history = read_history(file)
    assert history.rounds == (1,)
    assert history.dates_of(1) == (FIRST, date(2026, 8, 30))


def test_dates_by_mistake_replace_nothing(file: Path) -> None:
    remember(file, formed("ab", "cd"))
    before = file.read_bytes()
    with pytest.raises(ReadError, match="shares only 1 of its dates"):
        remember(file, formed("ac", "bd", start=date(2026, 8, 30)))
    remember(file, formed("ac", "bd", start=date(2026, 8, 31)))
    with pytest.raises(ReadError, match="rounds 1 and 2 both"):
        remember(file, formed("ad", "bc", days=56))
    assert file.read_bytes()[: len(before)] == before


def test_a_round_that_was_not_sent_anew_is_left_as_it_was_corrected(file: Path) -> None:
    remember(file, formed("ab", "cd"))
    file.write_text(text(file).replace("1,a,b,", "1,a,c,").replace("2,c,d,", "2,b,d,"))
    before = file.read_bytes()
    assert not remember(file, formed("ab", "cd"), anew=False).written
    assert file.read_bytes() == before
    file.unlink()
    assert remember(file, formed("ab", "cd"), anew=False).written


def test_no_cell_starts_a_formula(file: Path) -> None:
    risky = FormedGroup(("=1+1", "-r2"), ("@sum", "+1 555"), 1)
    remember(file, FormedRound(FIRST, FIRST + timedelta(days=28), (risky,)))
    file.write_text(text(file).replace("weeks", "weeks,own").replace(",unknown,1", ",unknown,1,=2"))
    set_met(file, "1", True)
    line = text(file).splitlines()[1]
    assert line == "1,2026-08-03,2026-08-30,1,'=1+1,'-r2,,'@sum,'+1 555,,yes,1,'=2"
    assert read_history(file).rows[0].members == ("=1+1", "-r2")
    assert not remember(file, FormedRound(FIRST, FIRST + timedelta(days=28), (risky,))).written


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("0,,,1,a,b,,,,,,", "says no round"),
        ("one,,,1,a,b,,,,,,", "round 'one' is no number"),
        ("1,3 Aug,,1,a,b,,,,,,", "from '3 Aug' is not a date"),
        ("1,2026-08-30,2026-08-03,1,a,b,,,,,,", "is before from"),
        ("1,,,1,a,a,,,,,,", "stands twice in this group"),
        ("1,,,left out,a,b,,,,,,", "2 members are left out"),
        ("1,,,,a,,,,,,,", "who had no group has left out"),
        ("1,,,1,a,b,,,,,,some", "weeks 'some' is no number"),
        ("1,,,1,a,b,,,,,,,more", "more cells than the header"),
        ("1,,,7,a,b,,,,,,\n1,,,7,c,d,,,,,,", "group 7 of round 1 stands already in line 2"),
        ("1,8/3/2026,,7,a,b,,,,,,", "can be month/day or day/month"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(file: Path, line: str, words: str) -> None:
    file.write_text(f"{','.join(HEAD)}\n{line}\n")
    before = file.read_bytes()
    for use in (read_history, lambda path: remember(path, formed("xy"))):
        with pytest.raises(ReadError, match=words) as caught:
            use(file)
        assert "history.csv:" in str(caught.value)
    assert file.read_bytes() == before


def test_what_is_no_such_table_is_refused(file: Path) -> None:
    for content, words in (
        ("member_1,member_2\na,b\n", "has no column 'round'"),
        ("Our rounds\nround,member_1,member_2\n1,a,b\n", "below the first line"),
        ('round,member_1,member_2\n1,"a,b\n', "quotation mark is not closed"),
    ):
        file.write_text(content)
        with pytest.raises(ReadError, match=words):
            remember(file, formed("xy"))
        assert file.read_text() == content
    assert read_history(file.with_name("none.csv")).rows == ()


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.csv"
    file.symlink_to(real)
    remember(file, formed("ab"))
    assert file.is_symlink()
    assert read_history(real).rounds == (1,)
