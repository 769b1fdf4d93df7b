"""The Markdown for all residents, rendered by somebody else's library."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from peerpair.constraints import Exclude
from peerpair.errors import ProblemError
from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Resident
from peerpair.report.formats.groups_md import GroupsMarkdown, escape
from peerpair.report.residents.invitation import invite
from peerpair.text import clean
from tests.report.by_hand import consecutive, result_of
from tests.report.hostile import HOSTILE, named
from tests.report.page import Page

PLAIN = "Ana Lim"
# Tables, strikethrough, bare links, raw HTML, entities: everything that could come alive.
DIALECTS = [
    MarkdownIt("gfm-like", {"html": True}),
    MarkdownIt("js-default", {"html": True, "linkify": True}),
]


def rendered(text: bytes, dialect: MarkdownIt) -> Page:
    return Page(dialect.render(text.decode("utf-8")).encode("utf-8"))


def text_of(name: str) -> bytes:
    return GroupsMarkdown().write(invite(*named(name)))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_changes_no_element(name: str, dialect: MarkdownIt) -> None:
    page = rendered(text_of(name), dialect)
    assert page.tree == rendered(text_of(PLAIN), dialect).tree
    assert ("a", "href") not in page.tree
    shown = clean(name)
    assert page.text.count(shown) == 10  # the title and nine members
    heading, *_ = page.text.strip().splitlines()
    assert heading == shown


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), st.text("\\`*_[]()<>&|#~!.:@/-+=w 1a\u200d", max_size=40)))
def test_no_text_changes_an_element(name: str) -> None:
    shown = clean(name)
    line = f"| {escape(shown)} | x |"
    for dialect in DIALECTS:
        page = rendered(f"| a | b |\n| --- | --- |\n{line}\n".encode(), dialect)
        plain = rendered(b"| a | b |\n| --- | --- |\n| c | x |\n", dialect)
        assert page.tree == plain.tree
        cells = [part for part in page.text.split("\n") if part]
        assert cells == ["a", "b", *([shown] if shown else []), "x"]


def test_the_plain_text_can_be_read_as_it_is() -> None:
    problem = generate(7, 1)
    problem = replace(problem, title="Peer support, August")
    text = (
        GroupsMarkdown().write(invite(problem, result_of(problem, consecutive(problem)))).decode()
    )
    golden = Path(__file__).with_name("golden") / "groups.md"
    assert text == golden.read_text(encoding="utf-8")


def test_no_one_without_a_group_and_no_number_is_in_it() -> None:
    problem = generate(12, 1)
    groups = consecutive(problem)[1:]
    text = GroupsMarkdown().write(invite(problem, result_of(problem, groups))).decode()
    names = {r.id: r.name for r in problem.active}
    placed = {member for group in groups for member in group}
    assert all((names[r] in text) == (r in placed) for r in names)
    assert not any(r.id in text for r in problem.active)
    for word in ("value", "bound", "weeks", "not matched", "unknown", "without"):
        assert word not in text.lower()


def test_the_times_of_a_group_are_not_told_to_all() -> None:
    problem = generate(12, 1)
    given_out = invite(problem, result_of(problem, consecutive(problem)))
    assert any(group.weekly for group in given_out.groups)
    text = GroupsMarkdown().write(given_out).decode()
    assert text.count("Each group has been sent its own times.") == 1
    assert not re.search(r"\d\d:\d\d|\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)|America", text)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "note", [*HOSTILE, "-", "---", "- x", "1) x", "12. x", ") x", "=== x", "...."]
)
def test_a_note_is_one_paragraph_of_text(note: str, dialect: MarkdownIt) -> None:
    problem, result = named(PLAIN)
    page = rendered(GroupsMarkdown().write(invite(problem, result, note)), dialect)
    plain = rendered(GroupsMarkdown().write(invite(problem, result, "Welcome")), dialect)
    assert page.tree == plain.tree
    assert page.text == plain.text.replace("Welcome", clean(note))


def test_a_note_has_an_end() -> None:
    problem, result = named(PLAIN)
    assert invite(problem, result, " a\n\u202eb ").note == "a b"
    assert len(invite(problem, result, "é" * 1000 + " \u202e").note) == 1000
    with pytest.raises(ProblemError, match=r"note.*1,000 characters, got 1,001"):
        invite(problem, result, "é" * 1001)


def test_every_byte_follows_from_the_groups_and_times_alone() -> None:
    problem = generate(12, 2)
    groups = consecutive(problem)
    seen = set()
    for pair in (None, ("r001", "r003"), ("r001", "r012"), ("r005", "r007")):
        rules = (Exclude(*pair, private=True),) if pair else ()
        case = replace(problem, constraints=rules, objectives=(), preferences=())
        seen.add(GroupsMarkdown().write(invite(case, result_of(case, groups))))
    remark = Remark(RemarkKind.OTHER, text="r001: x")
    values = replace(result_of(problem, groups), value=7, bound=9, remarks=(remark,))
    seen.add(GroupsMarkdown().write(invite(problem, values)))
    assert len(seen) == 1


def test_without_a_horizon_there_are_members_alone() -> None:
    problem = Problem((Resident("a"), Resident("b")), title="x")
    text = GroupsMarkdown().write(invite(problem, result_of(problem, [("a", "b")]))).decode()
    assert text == "# x\n\n| Group | Members |\n| ---: | --- |\n| 1 | a, b |\n"
    assert GroupsMarkdown().write(invite(problem, result_of(problem, []))) == b"# x\n"
