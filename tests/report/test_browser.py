"""The pages in a real browser: they work, fit, can be reached by keyboard, and let nothing in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Affinity, Resident
from peerpair.model.result import Result, Status
from peerpair.model.schedule import Issue
from peerpair.model.settings import Horizon
from peerpair.objectives import AffinityPoints
from peerpair.report import build_view
from peerpair.report.formats.html import HtmlReport
from peerpair.report.residents.invitation import invite
from peerpair.report.residents.page import resident_pages
from peerpair.text import clean
from tests.report.browser import Browser, browsing
from tests.report.by_hand import consecutive, result_of
from tests.report.test_report_html import HOSTILE, issue, named

ESCAPE, TAB, ENTER = "\ue00c", "\ue004", "\ue007"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as found:
        yield found


def report(problem: Problem, result: Result, issues: list[Issue] | None = None) -> bytes:
    return HtmlReport().write(build_view(problem, result, issues or []))


def usual() -> tuple[Problem, Result]:
    """Return 62 residents of whom two have no group, and one a name with an accent."""
    problem = generate(62, 0)
    first = replace(problem.residents[0], name="Zoë Ångström")
    problem = replace(problem, residents=(first, *problem.residents[1:]))
    return problem, result_of(problem, consecutive(problem)[:-1])


def year() -> bytes:
    horizon = Horizon(date(2026, 7, 1), date(2027, 7, 1))
    problem = replace(generate(12, 1), horizon=horizon)
    return report(problem, result_of(problem, consecutive(problem)))


def raw() -> bytes:
    people = tuple(Resident(f"r{i}") for i in range(4))
    scores = (Affinity(("r0", "r1"), 5), Affinity(("r2", "r3"), 5))
    problem = Problem(people, affinities=scores, objectives=(AffinityPoints(),))
    return report(problem, result_of(problem, [("r0", "r1"), ("r2", "r3")]))


def specialties() -> bytes:
    problem = generate(48, 0)
    people = tuple(
        replace(resident, specialty=f"Specialty {i % 35}")
        for i, resident in enumerate(problem.residents)
    )
    problem = replace(problem, residents=people)
    return report(problem, result_of(problem, consecutive(problem)))


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write one page of each kind."""
    problem, result = usual()
    residents = resident_pages(invite(problem, result))
    names = resident_pages(invite(*named(HOSTILE)))
    nothing = generate(9, 4)
    no_way = Remark(RemarkKind.OTHER, text="no way at all")
    made = {
        "usual": report(problem, result, [i for name in "ab" for i in issue(f"{name}.csv")]),
        "hostile": report(*named(HOSTILE), [i for name in HOSTILE for i in issue(name)]),
        "year": year(),
        "raw": raw(),
        "specialties": specialties(),
        "infeasible": report(
            nothing,
            Result(Status.INFEASIBLE, remarks=(no_way,)),
        ),
        "resident": residents["group-001.html"],
        "hostile resident": names["group-002.html"],
        "not matched": residents["not-matched.html"],
    }
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, data in made.items():
        found[name] = folder / f"{name}.html"
        found[name].write_bytes(data)
    return found


KINDS = [
    "usual", "hostile", "year", "raw", "specialties", "infeasible",
    "resident", "hostile resident", "not matched",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_in_silence_and_fits(
    browser: Browser, pages: dict[str, Path], kind: str
) -> None:
    assert set(pages) == set(KINDS)
    for width in (1280, 360):
        browser.open(pages[kind], width=width)
        assert browser.log() == []
        wide = "return [document.scrollingElement.scrollWidth, innerWidth]"
        browser.unfold()
        needed, there = browser.js(wide)
        assert needed <= there == width
        assert browser.log() == []
        assert browser.js("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_serious_fault(browser: Browser, pages: dict[str, Path], kind: str) -> None:
    for width, dark in ((1280, False), (1280, True), (360, False)):
        browser.open(pages[kind], width=width, dark=dark)
        browser.unfold()
        assert browser.faults() == []


def shown(browser: Browser) -> dict[str, Any]:
    """Return the numbers of the groups that can be seen, in the table and as cards."""
    return dict(
        browser.js(
            """
            const seen = (e) => e.checkVisibility(), all = (s) => [...document.querySelectorAll(s)];
            return {
              rows: all('table.groups tbody tr').filter(seen).map((e) => +e.cells[0].querySelector(
                'a').hash.slice(7)),
              cards: all('ol.cards article').filter(seen).map((e) => +e.id.slice(6)),
              said: document.getElementById('found').textContent,
            }
            """
        )
    )


def numbers(result: Result, members: set[str]) -> list[int]:
    return [i for i, group in enumerate(result.groups, 1) if members & set(group.members)]


@pytest.mark.parametrize("words", ["zoe angstrom", "ÅNGSTRÖM", "  zoë "])
def test_a_resident_is_found_by_name(browser: Browser, pages: dict[str, Path], words: str) -> None:
    _, result = usual()
    browser.open(pages["usual"])
    everything = list(range(1, len(result.groups) + 1))
    assert shown(browser) == {"rows": everything, "cards": everything, "said": ""}
    browser.driver.find_element("id", "find-name").send_keys(words)
    assert shown(browser) == {"rows": [1], "cards": [1], "said": "1 of 30 groups shown"}
    browser.keys(ESCAPE)
    assert shown(browser) == {"rows": everything, "cards": everything, "said": ""}
    assert browser.js("return document.activeElement.id + document.activeElement.value") == (
        "find-name"
    )


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("lukasz", 2), ("ŁUKASZ", 2), ("soren", 2), ("o'neil", 3), ("O’Neil", 3), ("o‘neil", 3),
        ("strasse", 3), ("aebler dor", 4), ("isik", 4), ("IŞIK", 4),
    ],
)  # fmt: skip
def test_letters_without_a_key_are_found_by_their_likes(
    browser: Browser, tmp_path: Path, words: str, group: int
) -> None:
    names = ["Ana", "Ben", "Łukasz", "Søren", "O’Neil", "Straße", "Æbler Đor", "Işık"]
    problem = Problem(tuple(Resident(f"r{i}", name) for i, name in enumerate(names)))
    page = tmp_path / "page.html"
    page.write_bytes(report(problem, result_of(problem, consecutive(problem))))
    browser.open(page)
    browser.driver.find_element("id", "find-name").send_keys(words)
    assert shown(browser)["rows"] == [group]


def test_a_resident_is_found_by_id_and_a_worry_is_told(
    browser: Browser, pages: dict[str, Path]
) -> None:
    problem, result = usual()
    browser.open(pages["usual"])
    field = browser.driver.find_element("id", "find-name")
    last = result.groups[-1].members[0]
    field.send_keys(last)
    assert shown(browser)["rows"] == numbers(result, {last})
    field.clear()
    (unplaced, *_) = result.unplaced_residents
    field.send_keys({r.id: r.name for r in problem.residents}[unplaced])
    assert shown(browser) == {
        "rows": [], "cards": [], "said": "No group found, but a name under “Needs attention”"
    }  # fmt: skip
    browser.driver.find_element("id", "find-all").click()
    assert len(shown(browser)["rows"]) == len(result.groups)
    field.send_keys("nobody of that name")
    assert shown(browser)["said"] == "No group found"


def test_groups_are_found_by_specialty_and_both(browser: Browser, pages: dict[str, Path]) -> None:
    from selenium.webdriver.support.select import Select

    problem, result = usual()
    browser.open(pages["usual"])
    choice = Select(browser.driver.find_element("id", "find-specialty"))
    known = {r.specialty for r in problem.residents if r.id not in result.unplaced_residents}
    assert [option.text for option in choice.options] == ["All", *sorted(map(str, known))]
    of = {r.id for r in problem.residents if r.specialty == "EM"}
    choice.select_by_visible_text("EM")
    assert shown(browser)["rows"] == shown(browser)["cards"] == numbers(result, of)
    first = next(r for r in problem.residents if r.specialty == "EM")
    browser.driver.find_element("id", "find-name").send_keys(first.name)
    assert shown(browser)["rows"] == numbers(result, {first.id})
    browser.driver.refresh()  # nothing is kept
    assert len(shown(browser)["rows"]) == len(result.groups)


def test_hostile_names_are_text_and_are_found(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["hostile"])
    text = browser.js("return document.body.innerText").replace("\xa0", " ")
    for name in HOSTILE:
        assert clean(name) in text
    assert browser.js("return document.querySelectorAll('img, b, body script').length") == 1
    browser.driver.find_element("id", "find-name").send_keys("<script>alert")
    found = shown(browser)["rows"]
    assert found
    assert len(found) < 4
    assert browser.log() == []


@pytest.mark.parametrize("kind", ["usual", "hostile", "infeasible", "resident", "not matched"])
def test_nothing_else_runs_or_loads(browser: Browser, pages: dict[str, Path], kind: str) -> None:
    """The page's own policy holds: even what stood in it would not run."""
    browser.open(pages[kind])
    browser.js(
        """
        const script = document.createElement('script');
        script.text = 'window.ran = true';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend',
          '<img src="x.png" onerror="window.ran = true"><b style="position: fixed">x</b>');
        """
    )
    assert browser.js("return window.ran") is None
    assert browser.js("return getComputedStyle(document.body.lastChild).position") == "static"
    refused = " ".join(entry.partition(" violates ")[0] for entry in browser.log())
    for what in ("inline script", "inline event handler", "inline style", "the image"):
        assert what in refused


def test_all_text_is_there_without_scripts(browser: Browser, pages: dict[str, Path]) -> None:
    texts = []
    for scripts in (True, False):
        browser.open(pages["usual"], scripts=scripts)
        assert browser.js("return document.getElementById('filter').checkVisibility()") is scripts
        browser.js("document.getElementById('filter').remove()")
        browser.unfold()
        texts.append(browser.js("return document.body.innerText"))
    assert texts[0] == texts[1]
    for words in ("Needs attention", "Proposed meetings", "drawn 200 times", "Group 30"):
        assert words in texts[1]


def test_the_keyboard_reaches_everything_that_matters(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["usual"])
    focused = "return [document.activeElement.className, document.activeElement.id]"
    browser.keys(TAB)
    assert browser.js(focused)[0] == "skip"
    place = "return document.activeElement.getBoundingClientRect().top"
    assert browser.js(place) >= 0  # it shows itself
    assert browser.js("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.keys(ENTER)
    assert browser.js("return location.hash") == "#groups"
    reached = []
    for _ in range(4):
        browser.keys(TAB)
        reached.append(browser.js(focused)[1])
    # "Show all" is off while all are shown.
    assert reached[:2] == ["find-name", "find-specialty"]
    assert browser.js("return document.activeElement.hash") == "#group-2"
    browser.keys(ENTER)
    assert browser.js("return document.querySelector(':target').id") == "group-2"


def test_tables_stay_tables_on_a_narrow_screen(browser: Browser, pages: dict[str, Path]) -> None:
    _, result = usual()
    browser.open(pages["usual"], width=360)
    nodes = browser.cdp("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    assert roles.count("table") == 3  # groups, weeks, specialties; points are folded away
    assert roles.count("row") >= len(result.groups) + 1
    assert roles.count("columnheader") >= 4 + 4
    assert roles.count("status") == 1


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [("usual", 5, 14), ("hostile", 2, 12), ("infeasible", 1, 1), ("resident", 1, 1)],
)
def test_a_page_prints(
    browser: Browser, pages: dict[str, Path], kind: str, least: int, most: int
) -> None:
    browser.open(pages[kind])
    data = browser.pdf()
    assert data.startswith(b"%PDF-")
    assert least <= len(re.findall(rb"/Type /Page\b", data)) <= most


def test_a_whole_hospital_is_one_small_page(browser: Browser, tmp_path: Path) -> None:
    problem = generate(520, 0)
    result = result_of(problem, consecutive(problem))
    data = report(problem, result)
    assert len(data) < 3_000_000
    page = tmp_path / "hospital.html"
    page.write_bytes(data)
    browser.open(page)
    assert len(shown(browser)["rows"]) == len(result.groups) == 260
    name = problem.residents[300].name
    browser.driver.find_element("id", "find-name").send_keys(name)
    same = {r.id for r in problem.residents if r.name == name}
    assert shown(browser)["rows"] == numbers(result, same)
    assert browser.log() == []
