"""Every input format, found by the registry: its example whole, in pieces, in bad company."""

from __future__ import annotations

import gc
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.availability.availability import availability
from peerpair.model.schedule import IssueKind, Topic
from peerpair.model.time import Clock
from peerpair.read.draft import Draft
from peerpair.read.files import fitting, formats
from peerpair.read.formats.base import Format
from peerpair.read.source import Source, load
from peerpair.read.tables.grid import head_of
from tests.read.example import Example, example_of

DATES = ("2026-08-03", "2026-08-17")
ZONE = "America/Chicago"
FORMATS = pytest.mark.parametrize("form", formats().values(), ids=formats())
NAMED = pytest.mark.parametrize(
    "form",
    [form for kind, form in formats().items() if "residents.csv" in example_of(kind).beside],
    ids=lambda form: form.kind,
)


def written(folder: Path, example: Example, **instead: str | bytes) -> None:
    """Write an example and what stands beside it; `instead` has other texts, `data` its own."""
    files: dict[str, str | bytes] = {**example.beside, example.file: example.data}
    if "data" in instead:
        files[example.file] = instead["data"]
    if "residents" in instead:
        files["residents.csv"] = instead["residents"]
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def read(folder: Path, **options: Any) -> pp.Schedule:
    found = pp.read(folder, timezone=ZONE, published=DATES, horizon=DATES, **options)
    assert not [str(issue) for issue in found.issues if issue.kind == IssueKind.READER]
    return found


def perhaps(folder: Path, **options: Any) -> pp.Schedule | None:
    """Return what was read, or None if the files were refused with a reason."""
    try:
        return read(folder, **options)
    except pp.ReadError as error:
        faults = error.faults
    assert all(fault.message and fault.kind for fault in faults)
    return None


def entries(schedule: pp.Schedule) -> list[str]:
    clock = Clock(schedule.timezone)

    def local(moment: datetime) -> datetime:
        return clock.local(clock.instant(moment)) if moment.tzinfo else moment

    times = [(local(a.start), local(a.end)) for a in schedule.assignments]
    return sorted(
        f"{a.resident} {start:%m-%d %H:%M}/{end:%m-%d %H:%M} {a.kind or ''}".strip()
        for a, (start, end) in zip(schedule.assignments, times, strict=True)
    )


def usable(schedule: pp.Schedule | None) -> set[tuple[str, int]]:
    """Return who could meet in which slot."""
    if schedule is None or not any(resident.active for resident in schedule.residents):
        return set()
    problem = pp.Problem.from_schedule(schedule, *DATES)
    found = availability(problem).usable
    return {
        (resident.id, slot)
        for row, resident in enumerate(problem.active)
        for slot in found[row].nonzero()[0].tolist()
    }


@FORMATS
def test_the_example_is_read_as_it_says(tmp_path: Path, form: type[Format]) -> None:
    example = example_of(form.kind)
    written(tmp_path, example)
    [source] = load(tmp_path / example.file)
    assert fitting(head_of(source)) == [form]
    found = read(tmp_path)
    assert [file.kind for file in found.sources if file.place.file == example.file] == [form.kind]
    assert entries(found) == example.entries
    odd = (Topic.UNKNOWN, Topic.LEFT_OUT, Topic.CHANGED)
    about = [issue for issue in found.issues if issue.place.file == example.file]
    # Who is in no roster is said at the list of residents.
    assert not [str(i) for i in about if i.topic in odd and i.kind != IssueKind.COVERAGE]


@FORMATS
def test_nothing_of_a_call_outlives_it(tmp_path: Path, form: type[Format]) -> None:
    def alive() -> int:
        return sum(isinstance(thing, Draft | Source) for thing in gc.get_objects())

    written(tmp_path, example_of(form.kind))
    gc.collect()
    gc.disable()  # what only a collection frees, a hospital's files, would stay for long
    try:
        before = alive()
        assert read(tmp_path).residents
        assert alive() == before
    finally:
        gc.enable()


@FORMATS
def test_a_cut_file_makes_nobody_free(tmp_path: Path, form: type[Format]) -> None:
    example = example_of(form.kind)
    data = example.data.encode()
    written(tmp_path, example)
    sound = usable(read(tmp_path))
    whole = {resident for resident, _ in sound}
    for end in range(data.find(b"\n") + 2, len(data), max(1, len(data) // 40)):
        if data[end - 1 : end + 1].strip() != data[end - 1 : end + 1]:
            continue  # at the end of a line, as in the header alone, nobody can tell
        written(tmp_path, example, data=data[:end])
        found = perhaps(tmp_path)
        if found is None or form.kind not in {file.kind for file in found.sources}:
            continue  # it is no longer taken for such a file, which is said
        more = usable(found) - sound
        assert not {each for each in more if each[0] in whole}, data[:end]


@FORMATS
@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n\t\r\n", b"\0", b"{}", b"[]"])
def test_an_empty_file_is_no_schedule(tmp_path: Path, form: type[Format], data: bytes) -> None:
    example = example_of(form.kind)
    written(tmp_path, example, data=data)
    (tmp_path / "mapping.toml").write_text(
        f'[[file]]\nmatch = "{example.file}"\nformat = "{form.kind}"\n'
    )
    sound = usable(perhaps(tmp_path))
    found = perhaps(tmp_path, mapping=tmp_path / "mapping.toml")
    assert found is None or usable(found) <= sound


@NAMED
def test_a_file_for_one_resident(tmp_path: Path, form: type[Format]) -> None:
    example = example_of(form.kind)
    for who, person in (("a", "a,Ana Lopez"), ("b", 'b,"Okafor, Ben"'), ("c", "c,Chloé Dubois")):
        written(tmp_path, example, residents=f"id,name\n{person}\n")
        found = read(tmp_path)
        assert entries(found) == [e for e in example.entries if e.split()[0] == who]


@NAMED
def test_two_people_of_one_name_are_never_mixed_up(tmp_path: Path, form: type[Format]) -> None:
    example = example_of(form.kind)
    people = 'id,name\na,Ana Lopez\nb,"Okafor, Ben"\nc,Chloé Dubois\nd,Ana Lopez\n'
    written(tmp_path, example)
    sound = usable(read(tmp_path))
    written(tmp_path, example, residents=people)
    found = read(tmp_path)
    assert set(entries(found)) <= set(example.entries)
    freed = usable(found) - sound
    assert not {each for each in freed if each[0] != "d"}


HOSTILE = (
    "=HYPERLINK(0)",
    "\u202eanA\u202c",
    "A\x1b[31mna",
    "\x00",
    '"',
    "A;n|a,",
    "{{7*7}}",
    "\r\n",
)


@FORMATS
@pytest.mark.parametrize("junk", HOSTILE)
def test_hostile_text(tmp_path: Path, form: type[Format], junk: str) -> None:
    """After each word and instead of it: nothing raises, and no message steers a screen."""
    example = example_of(form.kind)
    text = example.data
    words = [match.span() for match in re.finditer(r"\w+", text)]
    written(tmp_path, example)
    for first, end in words[:: max(1, len(words) // 12)]:
        for at in (first, end):
            written(tmp_path, example, data=text[:at] + junk + text[end:])
            found = perhaps(tmp_path)
            if found is None:
                continue
            for issue in found.issues:
                said = f"{issue.message}{issue.action}{issue.hint}"
                # Ids stand as they are, and screens clean them.
                for key in sorted((r.id for r in found.residents), key=len, reverse=True):
                    said = said.replace(key, "")
                assert said.isprintable(), said
            usable(found)
