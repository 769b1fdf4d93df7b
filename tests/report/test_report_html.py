"""The page: what it says, that nothing on it is live, and that it keeps quiet."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.model.level import Level, LevelKind
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Affinity, Resident
from peerpair.model.result import Result, Status
from peerpair.model.schedule import Issue
from peerpair.model.settings import Horizon
from peerpair.objectives import AffinityPoints
from peerpair.report import build_view
from peerpair.report.formats.html import HtmlReport
from peerpair.solve import solve
from peerpair.text import clean
from tests.report.by_hand import consecutive, result_of
from tests.report.page import Page

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><b onmouseover="x()">',
    "\u202egnp.exe\u2066\u200f",
    "\u0645\u0631\u064a\u0645 \u062d\u0633\u0646",
    "A" * 300,
    "\U0001f469\u200d\u2695\ufe0f Zo\u00eb \u674e",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp; ]]> <!--",
    "\x1b[31m\x00\x07red\u2028line",
]
INVISIBLE = "\ufeff\u00ad"
PLAIN = "Ana Lim"


def page_of(problem: Problem, result: Result, issues: list[Issue] | None = None) -> bytes:
    return HtmlReport().write(build_view(problem, result, issues or []))


def named(names: list[str]) -> tuple[Problem, Result]:
    """Return a small problem whose residents, specialties and sites are called like that."""
    problem = generate(9, 4)
    people = tuple(
        replace(
            resident,
            name=names[i % len(names)],
            specialty=names[(i + 1) % len(names)],
            site=names[(i + 2) % len(names)],
        )
        for i, resident in enumerate(problem.residents)
    )
    problem = replace(problem, residents=people, title=names[0])
    said = Remark(RemarkKind.OTHER, text=names[-1])
    result = result_of(problem, consecutive(problem), remarks=(said,))
    group = result.groups[0]
    window = replace(group.windows[0], soft=group.members[:1], missing=group.members[1:])
    marked = replace(group, windows=(window, *group.windows[1:]))
    return problem, replace(result, groups=(marked, *result.groups[1:]))


def issue(text: str) -> list[Issue]:
    return [Issue(Place.of(text), text, text)]


@cache
def plain_tree() -> list[tuple[str, ...]]:
    # Distinct names as on the hostile side: equal specialties would change the sentences.
    return Page(page_of(*named([PLAIN, "b", "c"]), issue(PLAIN))).tree


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_changes_no_element(name: str) -> None:
    hostile = Page(page_of(*named([name, "b", "c"]), issue(name)))
    assert hostile.tree == plain_tree()
    assert clean(name) in hostile.text
    for attribute, value in hostile.values:
        assert not attribute.startswith("on")
        assert value == "" or clean(name) != value


@given(name=st.text(min_size=1, max_size=40).filter(lambda text: len(clean(text)) > 1))
@settings(max_examples=25)
def test_no_name_changes_an_element(name: str) -> None:
    assert Page(page_of(*named([name, "b", "c"]), issue(name))).tree == plain_tree()


def test_ids_are_as_harmless_as_names() -> None:
    people = tuple(Resident(name) for name in HOSTILE)
    problem = Problem(people)
    page = Page(page_of(problem, result_of(problem, consecutive(problem))))
    plain = Problem(tuple(Resident(f"r{i}") for i in range(len(people))))
    assert page.tree == Page(page_of(plain, result_of(plain, consecutive(plain)))).tree


def test_an_invisible_name_shows_as_the_id() -> None:
    problem = Problem((Resident("a", INVISIBLE), Resident(INVISIBLE)))
    view = build_view(problem, result_of(problem, [("a", INVISIBLE)]))
    assert [person.name for person in view.groups[0].people] == ["a", "?"]


def test_nothing_invisible_reaches_the_page() -> None:
    text = page_of(*named([*HOSTILE, INVISIBLE]), issue("".join(HOSTILE))).decode("utf-8")
    kept = {"\n", "\u200c", "\u200d"}
    left = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")} - kept
    assert left == set()


def test_nothing_is_live_and_nothing_is_fetched() -> None:
    problem = generate(30, 1)
    data = page_of(problem, result_of(problem, consecutive(problem)))
    page = Page(data)
    tags = {entry[0] for entry in page.tree}
    assert not tags & {"link", "img", "iframe", "object", "embed", "form", "base"}
    assert [entry for entry in page.tree if entry[0] == "script"] == [("script",)]
    for name, value in page.values:
        assert name not in ("src", "srcset", "action", "data")
        assert not name.startswith("on")
        assert name != "href" or value.startswith("#")
    assert not re.search(rb"https?:|url\(|@import|javascript:", data)
    policy = (
        f"default-src 'none'; style-src {hash_of(page.style)}; script-src {hash_of(page.script)}"
    )
    assert ("content", policy) in page.values
    assert not re.search(r"eval|innerHTML|insertAdjacent|document\.write|Storage", page.script)


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_a_page_without_groups_has_no_script() -> None:
    problem = generate(9, 1)
    page = Page(page_of(problem, Result(Status.UNKNOWN)))
    assert page.script == ""
    assert ("content", f"default-src 'none'; style-src {hash_of(page.style)}") in page.values


def test_the_page_can_be_read_without_eyes() -> None:
    problem = generate(30, 1)
    page = Page(page_of(problem, result_of(problem, consecutive(problem))))
    heads = [int(entry[0][1]) for entry in page.tree if re.fullmatch(r"h[1-6]", entry[0])]
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(heads))
    assert all("scope" in entry for entry in page.tree if entry[0] == "th")
    assert ("lang", "en") in page.values
    ids = [value for name, value in page.values if name == "id"]
    assert len(ids) == len(set(ids))
    named_by = {value for name, value in page.values if name == "aria-labelledby"}
    assert named_by <= set(ids)
    assert {v[1:] for n, v in page.values if n == "href"} <= set(ids)


def test_private_exclusions_leave_no_trace() -> None:
    problem = replace(generate(24, 2), constraints=())
    groups = consecutive(problem)
    ids = [resident.id for resident in problem.residents]
    apart = [(a, b) for a in ids for b in ids if a < b and not any({a, b} <= {*g} for g in groups)]
    sets = [apart[:0], apart[:1], apart[5:40:3], apart[-60:], [(b, a) for a, b in apart[5:40:3]]]
    pages = set()
    for pairs in sets:
        rules = tuple(Exclude(a, b, private=True) for a, b in pairs)
        stated = replace(problem, constraints=rules)
        data = page_of(stated, result_of(stated, groups))
        assert not re.search(rb"exclu|confidential|private|[0-9a-f]{64}", data)
        pages.add(data)
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.OPTIMAL, "Proven best"),
        (Status.FEASIBLE, "Good, not proven: at most 2.1% better is possible"),
        (Status.INFEASIBLE, "What stands in the way"),
        (Status.UNKNOWN, "Nothing found in the time given"),
    ],
)
def test_every_status_is_explained(status: Status, words: str) -> None:
    problem = generate(12, 3)
    result = result_of(problem, consecutive(problem))
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        result = replace(result, status=status, value=10_000, bound=10_201)
    else:
        result = Result(status, remarks=(Remark(RemarkKind.OTHER, text="it cannot be kept"),))
    text = Page(page_of(problem, result)).text
    assert words in text
    assert ("cannot be kept" in text) == bool(result.warnings)


def test_an_unproven_level_promises_nothing_about_the_total() -> None:
    problem = generate(12, 3)
    level = Level(LevelKind.WEEKS, 0, 3, 1)
    result = result_of(problem, consecutive(problem), levels=(level,))
    text = Page(page_of(problem, result)).text
    assert "better is possible" not in text
    assert "can never meet: 3 (not proven; at least 1 in any answer)" in text


def test_what_needs_attention_comes_first() -> None:
    problem = generate(62, 0)
    groups = consecutive(problem)[:-1]
    text = Page(page_of(problem, result_of(problem, groups), issue("calls.csv:14"))).text
    parts = [
        "Needs attention",
        "No schedule is known",
        "known for 21 of 28 days",
        "Without a group",
        "Residents who can never meet their group",
        "Group 1\n",
        "What was not read",
        "1 note on the rosters: 1 is worth knowing.",
        "calls.csv:14",
        "How this was made",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    people = {resident.id: resident.name for resident in problem.residents}
    assert people[problem.residents[-1].id] in text[places[3] : places[4]]


def test_a_long_horizon_and_none_at_all() -> None:
    people = (Resident("a", "Ana"), Resident("b", "Ben"))
    year = Problem(people, Horizon(date(2026, 7, 1), date(2027, 7, 1)), "America/Chicago")
    page = Page(page_of(year, result_of(year, [("a", "b")])))
    assert sum(entry[0] == "rect" for entry in page.tree) < 3 * 53  # a strip each in row and card
    assert "Nothing needs attention" in page.text
    assert "Can meet in every week." in page.text
    raw = Problem(
        people, affinities=(Affinity(("a", "b"), 5),), objectives=(AffinityPoints(),), title="Raw"
    )
    page = Page(page_of(raw, result_of(raw, [("a", "b")])))
    assert "weeks" not in page.text
    assert "All 2 residents have a group." in page.text


def test_colours_can_be_read() -> None:
    """WCAG AA: 4.5 to 1 for text, on every ground it stands on, light, dark and in print."""
    import peerpair.report

    folder = Path(peerpair.report.__file__).parent / "templates"
    style = (folder / "base.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        colour = dict(re.findall(r"--([\w-]+): (#\w+)", block))
        grounds = [("ink", "soft", "accent", "warn"), ("paper", "card", "warn-paper")]
        pairs = [(front, back) for front in grounds[0] for back in grounds[1]]
        pairs += [(f"t{i}", f"s{i}") for i in range(5)]
        # Bars and the frames of fields need 3 to 1.
        marks = [(front, "paper") for front in ("s3", "lot", "edge", "accent")]
        for front, back in pairs + marks:
            ratio = contrast(colour[front], colour[back])
            assert ratio >= (4.5 if (front, back) in pairs else 3), (front, back, ratio)


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_an_infeasible_answer_names_no_confidential_pair() -> None:
    people = (Resident("canary-one"), Resident("canary-two"))
    rules = (Exclude("canary-one", "canary-two", private=True),)
    problem = Problem(people, constraints=rules)
    page = Page(page_of(problem, solve(problem)))
    assert "No answer exists" in page.text
    assert not ("canary-one" in page.text and "canary-two" in page.text)
