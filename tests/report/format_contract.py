"""What every output format must keep, whoever wrote it; each check fails with an assertion."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import openpyxl
from markdown_it import MarkdownIt

import peerpair as pp
from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import Result, Status
from peerpair.model.schedule import Issue, Topic
from peerpair.registry import family
from peerpair.report import build_view, invite
from peerpair.report.formats.base import Notice, ReportFormat
from tests.report.by_hand import consecutive, result_of
from tests.report.hostile import HOSTILE, named
from tests.report.page import Page

CANARY = "CANARY"
PLAIN = "Ana Lim"
TRIGGERS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def source(for_residents: bool, problem: Problem, result: Result, text: str = "") -> Any:
    """Return what a format is given; `text` is a finding, or a note to residents."""
    if for_residents:
        return invite(problem, result, text)
    issues = [Issue(Place.of(text, 3), text, text, Topic.NOTE, text, text)] if text else []
    return build_view(problem, result, issues)


@cache
def hostile(for_residents: bool, name: str) -> Any:
    return source(for_residents, *named(name), name)


def written(known: type[ReportFormat], given: Any) -> bytes:
    """Return what a format gives, the same twice."""
    first: Any
    first, again = (known().write(given) for _ in range(2))  # type: ignore[attr-defined]
    assert isinstance(first, bytes), "must return bytes"
    assert first, "must not be empty"
    assert first == again, "must depend on what it is given alone"
    return first


def made(known: type[ReportFormat], problem: Problem, result: Result) -> bytes:
    return written(known, source(issubclass(known, Notice), problem, result))


def texts(known: type[ReportFormat], data: bytes) -> Iterator[str]:
    """Yield what a file says: its cells if it has some, else all of it."""
    if known.suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f", "must not hold a formula"
            assert cell.hyperlink is None, "must not hold a link"
            yield "" if cell.value is None else str(cell.value)
    elif known.suffix == ".csv":
        text = data.decode("utf-8-sig")
        yield from (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    else:
        yield data.decode("utf-8-sig")


def structure(known: type[ReportFormat], data: bytes) -> object:
    """Return what no name may change."""
    if known.suffix == ".html":
        return Page(data).tree
    if known.suffix == ".md":
        page = Page(MarkdownIt("gfm-like", {"html": True}).render(data.decode()).encode())
        assert ("a", "href") not in page.tree, "must not hold a link"
        return page.tree
    if known.suffix == ".csv":
        return [len(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    if known.suffix == ".json":
        return type(json.loads(data))
    return None if known.suffix == ".xlsx" else data.count(b"\n")


def names_a_file_of_its_own(known: type[ReportFormat]) -> None:
    name = f"{known.stem}{known.suffix}"
    assert not known.stem or re.fullmatch(r"\w[\w.-]*", name), "must be a plain name"
    names = [
        f"{other.stem}{other.suffix}".casefold()
        for other in family("report.formats").values()
        if issubclass(other, ReportFormat) and other.stem and other is not known
    ]
    taken = [*names, "result.json", "sending.csv", "for-residents"]
    assert name.casefold() not in taken, "must be nobody else's"


def shows_hostile_text_as_text(known: type[ReportFormat]) -> None:
    for_residents = issubclass(known, Notice)
    plain = written(known, hostile(for_residents, PLAIN))
    for name in HOSTILE:
        data = written(known, hostile(for_residents, name))
        for text in texts(known, data):
            assert not NEVER.search(text), f"must not pass on a control character: {name!r}"
            if known.suffix in (".csv", ".xlsx"):
                bare = text.lstrip(" \"'") if text.startswith((" ", '"')) else text
                assert not bare.startswith(TRIGGERS), f"must not start a formula: {name!r}"
        assert structure(known, data) == structure(known, plain), f"must not change: {name!r}"


def keeps_private_exclusions(known: type[ReportFormat]) -> None:
    problem = generate(12, 2)
    groups = consecutive(problem)
    ids = [resident.id for resident in problem.residents]
    seen = set()
    for pairs in ([], [(ids[0], ids[2])], [(ids[1], ids[4]), (ids[3], ids[11])]):
        rules = tuple(Exclude(*pair, private=True) for pair in pairs)
        case = replace(problem, constraints=rules)
        seen.add(made(known, case, result_of(case, groups)))
    assert len(seen) == 1, "must not depend on private exclusions"


def tells_residents_partners_and_times_alone(known: type[ReportFormat]) -> None:
    if not issubclass(known, Notice):
        return
    problem = generate(9, 4)
    people = tuple(
        replace(r, specialty=f"{CANARY}{k}", site=CANARY, tags=(CANARY,))
        for k, r in enumerate(problem.residents)
    )
    stays = tuple(replace(entry, kind=CANARY, site=CANARY) for entry in problem.busy)
    marked = replace(problem, residents=people, busy=stays)
    result = result_of(marked, consecutive(marked))
    groups = tuple(replace(group, value=987_654_321, points={}) for group in result.groups)
    said = Remark(RemarkKind.OTHER, text=CANARY)
    other = replace(result, value=987_654_321, bound=987_654_321, groups=groups, remarks=(said,))
    data = made(known, marked, other)
    assert CANARY.encode() not in data, "must not say more of anybody than the name"
    assert data == made(known, marked, result), "must not depend on values"


def tells_namesakes_apart(known: type[ReportFormat]) -> None:
    problem = generate(6, 1)
    problem = replace(problem, residents=tuple(replace(r, name=PLAIN) for r in problem.residents))
    said = "\n".join(texts(known, made(known, problem, result_of(problem, consecutive(problem)))))
    for resident in problem.residents:
        assert PLAIN not in said or resident.id in said, "must show ids where names are alike"


def shows_every_kind_of_result(known: type[ReportFormat]) -> None:
    alone, plain = pp.Problem([pp.Resident("a")]), pp.Problem([pp.Resident(c) for c in "abc"])
    away = generate(4, 1)
    for problem, groups in ((alone, []), (plain, [("a", "b", "c")]), (away, [])):
        made(known, problem, result_of(problem, groups))
        for status in Status:
            made(known, problem, Result(status))


CONTRACT: list[Callable[[type[ReportFormat]], None]] = [
    names_a_file_of_its_own,
    shows_hostile_text_as_text,
    keeps_private_exclusions,
    tells_residents_partners_and_times_alone,
    tells_namesakes_apart,
    shows_every_kind_of_result,
]
