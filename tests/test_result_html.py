"""A result as a notebook shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerpair.model.certificate import Certificate
from peerpair.model.group import Group
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import Result, Status
from peerpair.model.result_html import MOST
from peerpair.text import clean
from tests.report.hostile import HOSTILE
from tests.report.page import Page

SECRET = Remark(RemarkKind.OTHER, text="secret")


def page(result: Result) -> Page:
    return Page(result._repr_html_().encode("utf-8"))


def pairs(*names: str) -> Result:
    groups = tuple(Group((f"{name}1", f"{name}2"), 7) for name in names)
    return Result(Status.FEASIBLE, 7, 9, groups=groups, unplaced_residents=(*names,))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_id_is_text_and_changes_no_element(name: str) -> None:
    found = page(pairs(name))
    assert found.tree == page(pairs("plain")).tree
    assert f"{clean(name)}1, {clean(f'{name}2')}" in found.text


@given(st.text(min_size=1, max_size=30))
def test_no_id_changes_an_element(name: str) -> None:
    assert page(pairs(name)).tree == page(pairs("plain")).tree


def test_it_is_plain_to_light_and_dark_alike_and_fetches_nothing() -> None:
    found = page(pairs("a"))
    tags = {tag for tag, *_ in found.tree}
    assert tags <= {
        f"{end}{tag}"
        for end in ("", "/")
        for tag in ("div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td")
    }
    styles = [value for name, value in found.values if name == "style"]
    assert styles
    assert not any("color" in style or "background" in style or "url" in style for style in styles)
    assert {name for name, _ in found.values} == {"style", "scope"}


def test_what_it_says() -> None:
    text = page(pairs("a", "b")).text
    assert text.startswith("FEASIBLE · 2 groups · value 7 · bound 9 · gap 0.222")
    assert "Weeks met" not in text
    assert text.endswith("Without a group: a, b")


def test_a_long_result_is_cut() -> None:
    names = [f"r{i}" for i in range(MOST + 7)]
    found = page(pairs(*names))
    assert sum(row == ("tr",) for row in found.tree) == 1 + MOST
    assert "and 7 more" in found.text
    assert found.text.endswith(f"r{MOST - 1} and 7 more")


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN])
def test_without_groups_there_is_no_table(status: Status) -> None:
    found = page(Result(status, remarks=(SECRET,)))
    assert found.text == f"{status} · 0 groups"
    assert ("table",) not in found.tree


def test_what_is_given_as_a_list_is_a_tuple() -> None:
    found = Result(Status.UNKNOWN, remarks=[SECRET])  # type: ignore[arg-type]
    assert (found.remarks, found.warnings) == ((SECRET,), ("secret",))


def test_neither_prices_nor_warnings_are_shown() -> None:
    certificate = Certificate(1, {"price": 123}, (), (), 123)
    result = replace(pairs("a"), remarks=(SECRET,), certificate=certificate)
    assert result._repr_html_() == pairs("a")._repr_html_()
