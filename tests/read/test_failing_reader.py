"""A reader that fails: everything may be unknown by it, and the other files are read."""

from __future__ import annotations

from typing import ClassVar

import pytest

import peerpair as pp
from peerpair import registry
from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head

from .conftest import Folder, known, span, times

SECRET = "Ana never meets Ben"
PUBLISHED = ("2026-08-03", "2026-08-10")
DUTY = "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n"
DUTY += "b,2026-08-04 07:00,2026-08-04 19:00\n"


class Failing(Format):
    """A format of a stranger."""

    title: ClassVar[str] = "strange roster"
    sniffing: ClassVar[BaseException | None] = None
    reading: ClassVar[BaseException] = ValueError(SECRET)

    @classmethod
    def sniff(cls, head: Head) -> bool:
        if head.text.startswith("strange") and cls.sniffing:
            raise cls.sniffing
        return head.text.startswith("strange")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        if "Chloé" in source.text:
            draft.coverage.appear("c")
        raise cls.reading


@pytest.fixture
def strange(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    registry.family("read.formats")
    classes = dict(registry._CLASSES["read.formats"]) | {"strange": Failing}
    monkeypatch.setitem(registry._CLASSES, "read.formats", classes)
    monkeypatch.setattr(Failing, "kind", "strange")
    folder.put("duty.csv", DUTY)
    return folder


def failures(schedule: pp.Schedule) -> list[pp.Issue]:
    return [issue for issue in schedule.issues if issue.kind == IssueKind.READER]


@pytest.mark.parametrize("error", [ValueError, KeyError, RecursionError, MemoryError, OSError])
def test_whoever_the_file_names_becomes_unknown(
    strange: Folder, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    monkeypatch.setattr(Failing, "reading", error(SECRET))
    found = strange.read("x.txt", "strange\nwho: Ana Lopez; when: never\n", published=PUBLISHED)
    assert times(found) == ["a 08-03 07:00/08-03 19:00 -", "b 08-04 07:00/08-04 19:00 -"]
    assert known(found, "a") == []
    assert known(found, "b") == [span(*PUBLISHED)]
    [issue] = failures(found)
    assert (issue.place, issue.topic) == ("x.txt", Topic.UNKNOWN)
    assert issue.message == f"the reader of strange roster failed ({error.__name__})"
    assert SECRET not in "".join(map(str, found.issues))
    assert [file for file in found.sources if file.place.file == "x.txt"] == []


@pytest.mark.parametrize(
    ("name", "text", "lost"),
    [
        ("x.txt", "strange\nOkafor, Ben - Ward\n", "b"),
        ("x.txt", "strange\n<td>c.dubois@x.org</td>", "c"),
        ("x.txt", "strange\nLopez\n", "a"),  # may be meant
        ("Ben_Okafor.txt", "strange\n", "b"),
        ("x.txt", "strange\n\n", "abc"),  # it may be about anybody
        ("x.txt", "strange\nA. N. Other\n", "abc"),
    ],
)
def test_whom_a_file_may_concern(strange: Folder, name: str, text: str, lost: str) -> None:
    strange.put("more.csv", DUTY.replace("\na,", "\nc,"))
    found = strange.read(name, text, published=PUBLISHED)
    assert "".join(r.id for r in found.residents if not r.coverage) == lost


def test_whom_the_reader_spoke_of_before_it_failed(strange: Folder) -> None:
    strange.put("more.csv", DUTY.replace("\na,", "\nc,"))
    found = strange.read("x.txt", "strange\nMlle Chloé D.\nAna Lopez\n", published=PUBLISHED)
    assert [r.id for r in found.residents if not r.coverage] == ["a", "c"]


@pytest.mark.parametrize("order", Order)
def test_a_list_that_fails_may_concern_anybody(
    strange: Folder, monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    monkeypatch.setattr(Failing, "order", order)
    found = strange.read("x.txt", "strange\nWards\n", published=PUBLISHED)
    assert len(failures(found)) == 1
    assert not any(resident.coverage for resident in found.residents)


def test_a_format_that_fails_to_look_at_a_file(
    strange: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Failing, "sniffing", ZeroDivisionError(SECRET))
    found = strange.read("x.txt", "strange\nAna Lopez\n", published=PUBLISHED)
    [issue] = failures(found)
    assert "(ZeroDivisionError)" in issue.message
    assert known(found, "a") == []
    assert known(found, "b") == [span(*PUBLISHED)]


def test_a_fault_of_the_file_is_still_a_fault(
    strange: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Failing, "reading", pp.ReadError("x.txt", "is torn"))
    with pytest.raises(pp.ReadError, match="is torn"):
        strange.read("x.txt", "strange\n")


def test_strict_reading_stops_at_it(strange: Folder) -> None:
    with pytest.raises(pp.ReadError, match="strange roster failed") as error:
        strange.read("x.txt", "strange\n", strict=True)
    assert error.value.fault.kind == IssueKind.READER
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_is_no_error_of_the_reader_gets_through(
    strange: Folder, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    monkeypatch.setattr(Failing, "reading", error())
    with pytest.raises(error):
        strange.read("x.txt", "strange\n")
