"""What was not sent is a draft, and what a result does not speak of stays as it was sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peerpair.report.residents.invitation import Invitation
from tests.report.calendar_model import (
    ANA,
    BEN,
    CLEO,
    DAN,
    NOW,
    WEEK,
    Sender,
    at,
    events,
    group,
    proposed,
    weekly,
)

PAIR = group(ANA, BEN, weekly=weekly("2026-08-03T18:00", range(4)))
OTHER = group(ANA, CLEO, weekly=weekly("2026-08-04T18:00", range(4)))
LATER = date(2026, 8, 24), date(2026, 9, 22)
PERS = pytest.mark.parametrize("per", ["group", "resident"])


def facts(found: Any) -> list[tuple[str, int, str]]:
    """Return number of the identifier, SEQUENCE and status of all events in files."""
    return sorted(
        {
            (str(e["UID"])[-1], int(e["SEQUENCE"]), str(e["STATUS"]))
            for data in found.files.values()
            for e in events(data)
        }
    )


def days(sender: Sender, resident: str) -> list[str]:
    """Return the local dates of what a calendar shows."""
    hours = timedelta(hours=5)
    return [f"{start - hours:%d.%m}" for start, _ in sender.calendars[resident].all()]


@PERS
def test_a_draft_that_is_gone_is_forgotten_without_a_word(per: Any) -> None:
    sender = Sender()
    sender.draft(PAIR, group(CLEO, DAN, number=2, single=[at("2026-08-04T18:00")]), per=per)
    assert sender.state.drafts == 2
    found = sender.draft(OTHER, per=per)
    assert {status for _, _, status in facts(found)} == {"TENTATIVE"}
    assert {name for who in found.receivers.values() for name in who} == {"a", "c"}
    assert [kept.members for kept in sender.state.groups] == [("a", "c")]


@PERS
def test_a_draft_of_a_pair_that_was_sent_before_is_forgotten_as_well(per: Any) -> None:
    """They were told of August, so a word on September would say that something happened."""
    august, september = ((date(2026, m, 1), date(2026, m + 1, 1)) for m in (8, 9))
    sender = Sender()
    sender.send(PAIR, dates=august, per=per)
    sender.draft(group(ANA, BEN, weekly=weekly("2026-09-01T18:00", range(4))), dates=september)
    found = sender.draft(group(ANA, CLEO), dates=september, per=per)
    assert found.files == {}
    assert sender.state.drafts == 0
    assert len(days(sender, "b")) == 4


def test_an_event_that_was_only_drafted_in_a_group_that_lives_is_forgotten() -> None:
    sender = Sender()
    two = [at("2026-08-03T18:00"), at("2026-08-12T18:00")]
    sender.send(group(ANA, BEN, single=two[:1]))
    sender.draft(group(ANA, BEN, single=two))
    assert sender.state.drafts == 1
    assert facts(sender.draft(group(ANA, BEN, single=two[:1]))) == [("1", 0, "TENTATIVE")]
    assert sender.state.drafts == 0


def test_a_resident_who_was_only_drafted_is_not_told_that_it_is_off() -> None:
    whole = group(ANA, BEN, CLEO, single=[at("2026-08-05T18:00")])
    without = group(ANA, BEN, CLEO, single=[at("2026-08-05T18:00", missing=(CLEO,))])
    sender = Sender()
    sender.draft(whole, per="resident")
    found = sender.draft(without, per="resident")
    assert list(found.files) == ["resident-001.ics", "resident-002.ics"]


def test_drafts_keep_their_identifiers_and_count_on() -> None:
    """They may have been sent and not marked."""
    sender = Sender()
    sender.send(PAIR)
    moved = group(ANA, BEN, weekly=weekly("2026-08-04T19:00", range(4)))
    assert facts(sender.draft(moved)) == [("1", 1, "TENTATIVE")]
    assert sender.state.drafts == 1
    assert facts(sender.draft(PAIR)) == [("1", 2, "TENTATIVE")]
    assert sender.state.drafts == 0  # it says what was sent
    assert facts(sender.draft(OTHER)) == [("1", 3, "CANCELLED"), ("2", 0, "TENTATIVE")]
    assert facts(sender.draft(PAIR)) == [("1", 4, "TENTATIVE")]


def test_a_draft_for_some_dates_leaves_no_trace_when_others_are_tried() -> None:
    sender = Sender()
    sender.send(PAIR)
    august, october = ((date(2026, m, 1), date(2026, m + 1, 1)) for m in (8, 10))
    sender.draft(OTHER, dates=august)
    found = sender.send(group(CLEO, DAN, single=[at("2026-10-05T18:00")]), dates=october)
    assert list(found.files) == ["group-001.ics"]
    assert sender.calendars["a"].all() == sorted(proposed(PAIR))
    # And the cancellation that was drafted is not taken for sent.
    sender.send(OTHER, dates=august)
    assert sender.calendars["b"].all() == []


def test_a_result_for_later_dates_leaves_the_rest_of_a_series() -> None:
    sender = Sender()
    sender.send(PAIR)
    other = group(ANA, CLEO, weekly=weekly("2026-08-25T18:00", range(4)))
    found = sender.send(other, dates=LATER)
    assert facts(found) == [("1", 1, "TENTATIVE"), ("2", 0, "TENTATIVE")]
    assert found.receivers["cancelled-001.ics"] == ("a", "b")
    assert days(sender, "b") == ["03.08", "10.08", "17.08"]
    assert days(sender, "a") == ["03.08", "10.08", "17.08", "25.08", "01.09", "08.09", "15.09"]
    # Once it was sent there is nothing more to say.
    assert list(sender.draft(other, dates=LATER).files) == ["group-001.ics"]


@pytest.mark.parametrize("hour", ["18:00", "19:00"])
def test_the_same_pair_keeps_the_rest_of_its_series(hour: str) -> None:
    sender = Sender()
    sender.send(PAIR)
    later = group(ANA, BEN, weekly=weekly(f"2026-08-24T{hour}", range(5)))
    sender.send(later, dates=LATER)
    before = ["03.08", "10.08", "17.08"]
    assert days(sender, "b") == [*before, "24.08", "31.08", "07.09", "14.09", "21.09"]
    assert set(sender.calendars["b"].all()) >= proposed(later)


@PERS
def test_a_new_result_in_the_middle_erases_no_meeting_that_was_held(per: Any) -> None:
    sender = Sender()
    sender.send(PAIR, per=per)
    middle = datetime(2026, 8, 12, tzinfo=UTC)
    again = sender.draft(PAIR, per=per, now=middle)
    assert facts(again) == [("1", 0, "TENTATIVE")]
    sender.send(OTHER, per=per, now=middle)
    assert days(sender, "b") == ["03.08", "10.08"]
    # What is over is not proposed to a new pair.
    assert days(sender, "c") == ["18.08", "25.08"]


def test_a_cut_series_keeps_its_skipped_weeks_and_both_ends() -> None:
    sender = Sender()
    long = group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 2, 3, 4, 5, 7)))
    sender.send(long)
    found = sender.send(group(ANA, BEN), dates=(date(2026, 8, 24), date(2026, 9, 1)))
    assert facts(found) == [("1", 1, "TENTATIVE")]
    assert days(sender, "a") == ["03.08", "17.08", "07.09", "21.09"]
    (event,) = events(found.files["group-001.ics"])
    assert event["RRULE"]["COUNT"] == [8]
    assert [each.dt.day for each in event["EXDATE"].dts] == [10, 24, 31, 14]


def test_a_cut_that_was_not_sent_is_in_the_files_until_it_is() -> None:
    sender, middle = Sender(), datetime(2026, 8, 12, tzinfo=UTC)
    sender.send(PAIR)
    first = sender.draft(OTHER, now=middle)
    assert "cancelled-001.ics" in first.files
    assert sender.draft(OTHER, now=middle + timedelta(days=1)).files == first.files
    sender.send(OTHER, now=middle + WEEK)
    assert days(sender, "b") == ["03.08", "10.08", "17.08"]


def test_what_is_over_is_proposed_while_nothing_was_sent() -> None:
    """A first result for dates that are over is complete, whatever the clock says."""
    sender = Sender()
    for _ in range(2):
        found = sender.draft(PAIR, now=NOW + 52 * WEEK)
        assert facts(found) == [("1", 0, "TENTATIVE")]
    sender.deliver()
    assert sender.calendars["a"].all() == sorted(proposed(PAIR))


def test_series_are_matched_by_who_cannot_come() -> None:
    """Else both would change, and each would have the other's identifier."""

    def of(first: str, second: str) -> Invitation:
        every = weekly(first, (0, 1)), weekly(second, (0, 1), missing=(CLEO,))
        return group(ANA, BEN, CLEO, weekly=[*every[0], *every[1]])

    sender = Sender()
    before = sender.send(of("2026-08-03T18:00", "2026-08-17T18:00"))
    after = sender.send(of("2026-08-18T19:00", "2026-08-04T19:00"))
    uids = [
        {str(e["DESCRIPTION"]): str(e["UID"]) for e in events(found.files["group-001.ics"])}
        for found in (before, after)
    ]
    assert len(uids[0]) == 2
    assert uids[0] == uids[1]


def test_what_is_left_of_a_series_goes_only_to_those_who_had_it() -> None:
    mondays = weekly("2026-08-03T18:00", range(3), missing=(CLEO,))
    sender = Sender()
    sender.send(group(ANA, BEN, CLEO, weekly=mondays), per="resident")
    found = sender.send(group(CLEO, DAN), now=datetime(2026, 8, 12, tzinfo=UTC), per="group")
    assert found.receivers == {"cancelled-001.ics": ("a", "b")}
    assert [days(sender, name) for name in "abc"] == [["03.08", "10.08"], ["03.08", "10.08"], []]


def test_a_series_that_others_are_to_have_from_now_on_is_cut() -> None:
    """Who was told of the meetings that were held keeps them, and nobody else gets them."""
    mondays = group(ANA, BEN, CLEO, weekly=weekly("2026-08-03T18:00", range(4), missing=(CLEO,)))
    sender, middle = Sender(), datetime(2026, 8, 12, tzinfo=UTC)
    sender.send(mondays, per="group")
    found = sender.send(mondays, per="resident", now=middle)
    assert facts(found) == [("1", 1, "TENTATIVE"), ("2", 0, "TENTATIVE")]
    assert days(sender, "b") == ["03.08", "10.08", "17.08", "24.08"]
    assert days(sender, "c") == ["03.08", "10.08"]


def test_what_a_cut_leaves_keeps_its_place_in_the_file() -> None:
    sender, middle = Sender(), datetime(2026, 8, 13, tzinfo=UTC)
    pair = ANA, BEN, CLEO
    sender.send(group(*pair, weekly=weekly("2026-08-12T07:30", (0, 2), missing=(BEN,))))
    changed = [at("2026-08-12T07:30", missing=(BEN,)), at("2026-08-26T07:30")]
    first = sender.draft(group(*pair, single=changed), now=middle)
    assert facts(first) == [("1", 1, "TENTATIVE"), ("2", 0, "TENTATIVE")]
    assert sender.draft(group(*pair, single=changed), now=middle).files == first.files
