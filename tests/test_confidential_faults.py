"""Whatever is wrong with a rule that may be confidential: messages name its place and nobody."""

from __future__ import annotations

import gc
import json
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from types import FrameType, ModuleType, TracebackType
from typing import Any

import pytest

import peerpair as pp
from peerpair import registry
from peerpair.config import read_config
from peerpair.constraints import Exclude
from peerpair.errors import PeerpairError
from tests.read.workbooks import workbook

ONE, OTHER = "Canary Quill", "Wren Zebedee"
PAIR = [ONE, OTHER]
TEXT = f"{ONE},{OTHER}"


def held(error: BaseException) -> Iterator[object]:
    """Yield all that an exception holds, chained exceptions too, but for frames."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FrameType | TracebackType):
            continue
        seen.add(id(thing))
        yield thing
        if not callable(thing):
            todo += gc.get_referents(thing)


def leaks(error: BaseException, *secrets: str) -> list[object]:
    """Return what an exception, and what hangs on it, has of some secrets."""
    words = [word.casefold() for secret in secrets for word in secret.split()]
    texts = [str(error), repr(error), "".join(traceback.format_exception_only(error))]
    for thing in held(error):
        if isinstance(thing, str | bytes):
            texts.append(thing if isinstance(thing, str) else thing.decode("latin-1"))
    return [text for text in texts if any(word in text.casefold() for word in words)]


def refused(call: Callable[[], object], *secrets: str) -> PeerpairError:
    """Return the error of a call, which has nothing of some secrets."""
    with pytest.raises(PeerpairError) as caught:
        call()
    error = caught.value
    assert not leaks(error, *(secrets or PAIR))
    return error


EXCLUDE: dict[str, Any] = {"kind": "exclude", "residents": PAIR}
ODD_RULES: list[Any] = [
    EXCLUDE,
    EXCLUDE | {"private": True},
    EXCLUDE | {"privat": True},
    EXCLUDE | {"confidential": True},
    EXCLUDE | {"Private": True},
    EXCLUDE | {"private": "yes"},
    EXCLUDE | {"private": None},
    EXCLUDE | {"private": TEXT},
    EXCLUDE | {ONE: OTHER},
    EXCLUDE | {"residents": TEXT, "private": True},
    EXCLUDE | {"residents": [PAIR], "private": True},
    EXCLUDE | {"residents": dict.fromkeys(PAIR, 1)},
    EXCLUDE | {"residents": [*PAIR, ONE]},
    EXCLUDE | {"residents": [ONE, ONE]},
    EXCLUDE | {"kind": "exlude"},
    EXCLUDE | {"kind": TEXT},
    EXCLUDE | {"kind": PAIR},
    EXCLUDE | {"kind": "together", "private": True},
    EXCLUDE | {"kind": "pin", "secret": True},
    EXCLUDE | {"kind": "shared_time"},
    {"residents": PAIR},
    {"exclude": PAIR},
    {"kind": "exclude", "first": ONE, "second": OTHER},
    {"kind": "max_triads", "count": TEXT, "private": True},
    {"kind": "at_least", "tag": 5, "count": TEXT, "private": True},
    {"kind": "any_of", "rules": TEXT},
    {"kind": "any_of", "rules": dict.fromkeys(PAIR, 1)},
    {"kind": "any_of", "rules": [TEXT, PAIR]},
    {"kind": "any_of", "rules": [EXCLUDE, EXCLUDE | {"privat": True}]},
    {"kind": "any_of", "rules": [{"exclude": PAIR}, {"kind": "same_site", ONE: OTHER}]},
    {"kind": "any_of", "rules": [{"kind": "at_least", "tag": PAIR}], "private": True},
    TEXT,
    f"exclude {TEXT}",
    PAIR,
    [PAIR],
]


def people() -> list[dict[str, str]]:
    return [{"id": "a"}, {"id": "b"}]


def problem(**more: object) -> dict[str, object]:
    return {"format": "peerpair-problem/1", "residents": people(), **more}


@pytest.mark.parametrize("key", ["constraints", "objectives"])
@pytest.mark.parametrize("rule", ODD_RULES, ids=str)
def test_a_document_with_a_wrong_rule_names_its_place_alone(key: str, rule: object) -> None:
    for rules in ([rule], rule):
        error = refused(partial(pp.Problem.from_document, problem(**{key: rules})))
        assert isinstance(error, pp.ProblemError)
        assert all(fault.place.startswith(key) for fault in error.faults)


@pytest.mark.parametrize("key", ["private", "residents", "kind"])
def test_a_key_that_stands_twice_shows_no_value(tmp_path: Path, key: str) -> None:
    values = {"private": ("true", "false"), "residents": (json.dumps(PAIR), json.dumps([ONE]))}
    first, second = values.get(key, ('"exclude"', '"together"'))
    rule = {"kind": "exclude", "residents": PAIR, "private": False}
    text = json.dumps(problem(constraints=[rule]))
    part = json.dumps(rule[key])
    for one, other in ((first, second), (second, first)):
        twice = text.replace(f'"{key}": {part}', f'"{key}": {one}, "{key}": {other}')
        (tmp_path / "p.json").write_text(twice, encoding="utf-8")
        error = refused(lambda: pp.read_problem(tmp_path / "p.json"))
        assert f"{key}: is a duplicate key" in str(error)


def test_what_is_plainly_public_is_shown() -> None:
    rule = {"kind": "together", "residents": [ONE, "a"]}
    with pytest.raises(pp.ProblemError, match=ONE):
        pp.Problem.from_document(problem(constraints=[rule]))
    with pytest.raises(pp.ProblemError, match=ONE):
        pp.Problem.from_document(problem(constraints=[EXCLUDE | {"private": False}]))


def test_python_callers_are_told_the_place_alone() -> None:
    residents = [pp.Resident("a"), pp.Resident("b")]
    wrong: list[Any] = [
        TEXT,
        PAIR,
        [TEXT],
        [PAIR],
        {ONE: OTHER},
        [{ONE: OTHER}],
        Exclude(*PAIR, private=True),
        [Exclude(*PAIR, private=True)],
    ]
    for rules in wrong:
        refused(partial(pp.Problem, residents, constraints=rules))
    calls: list[Callable[[], object]] = [
        lambda: Exclude(TEXT, private=True),
        lambda: Exclude(PAIR, private=True),  # type: ignore[arg-type]
        lambda: Exclude(ONE, ONE, private=True),
        lambda: Exclude(*PAIR, private="yes"),  # type: ignore[arg-type]
        lambda: Exclude(*PAIR, private=TEXT),  # type: ignore[arg-type]
        lambda: Exclude(members=TEXT, private=True),
        lambda: Exclude(*PAIR, ONE, private=True),
        lambda: Exclude.from_document(EXCLUDE | {"privat": True}),
    ]
    for call in calls:
        refused(call)


SETTINGS = """{top}
horizon = {{ start = 2026-08-03, end = 2026-08-31 }}
{middle}
[rosters]
timezone = "America/Chicago"
{rosters}
"""


def toml(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(k)} = {toml(v)}" for k, v in value.items() if v is not None)
        return f"{{ {', '.join(pairs)} }}"
    return f"[{', '.join(map(toml, value))}]" if isinstance(value, list) else json.dumps(value)


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., object]:
    """Return a function that reads settings, and states their round, or raises."""
    (tmp_path / "residents.csv").write_text("id,name\na,Ann\nb,Bea\n", encoding="utf-8")

    def state(top: str = "", middle: str = "", rosters: str = "") -> object:
        file = tmp_path / "peerpair.toml"
        text = SETTINGS.format(top=top, middle=middle, rosters=rosters)
        file.write_text(text, encoding="utf-8")
        config = read_config(file)
        return config.state(config.read())

    return state


@pytest.mark.parametrize("rule", ODD_RULES, ids=str)
def test_settings_with_a_wrong_rule_name_its_place_alone(
    settings: Callable[..., object], rule: object
) -> None:
    for rules in ([rule], rule):
        refused(partial(settings, f"constraints = {toml(rules)}"))


@pytest.mark.parametrize(
    "line",
    [
        f'exclusions = "{TEXT}"',
        f'exclusions = ["{TEXT}"]',
        f'exclusions = ["{ONE}", "{OTHER}"]',
        f'exclusions = [["{ONE}", "{OTHER}"]]',
        f'exclusions = {{ "{ONE}" = "{OTHER}" }}',
        f'exclusions."{ONE}" = "{OTHER}"',
        f'exclusion = "{TEXT}"',
        f'[exclusions]\n"{ONE}" = "{OTHER}"',
        f'[exclusions]\n"{ONE}" = "{OTHER}"\n"{ONE}" = "{OTHER}"',
        f'[exclusions."{ONE}"]\n[exclusions."{ONE}"]',
        f'[rosters.exclusions]\nx = {{ "{ONE}" = 1, "{ONE}" = 2 }}',
        f'exclusions = "{ONE}" "{OTHER}"',
        f"exclusions = {TEXT}",
        f'exclusions = ["{ONE}", "{OTHER}"',
    ],
)
def test_exclusions_in_the_wrong_place_of_settings_are_not_shown(
    settings: Callable[..., object], line: str
) -> None:
    for where in ("top", "middle", "rosters"):
        refused(partial(settings, **{where: line}))


HEADERS = (
    "first,second",
    "first,second,private",
    "First;Second",
    "a,b",
    "",
    "first",
    "second,first,x",
)
ROWS = (
    TEXT,
    f"{TEXT},perhaps",
    f"{TEXT},yes,no",
    f'"{ONE}"x,"{OTHER}',
    f"{ONE}\t{OTHER}",
    f"a,{OTHER}",
    f"{ONE},{ONE}",
    f"\0{TEXT}",
    f"{TEXT}\udcff\udc81",
)


@pytest.mark.parametrize(("header", "row"), [*product(HEADERS, ROWS)])
def test_a_wrong_list_of_exclusions_names_its_place_alone(
    tmp_path: Path, header: str, row: str
) -> None:
    schedule = pp.Schedule((pp.Resident("a"), pp.Resident("b")), (), "America/Chicago")
    file = tmp_path / "exclusions.csv"
    file.write_bytes(f"{header}\n{row}\n".encode("utf-8", "surrogateescape"))
    refused(lambda: pp.read_exclusions(file, schedule))


def test_an_embedders_private_rule_names_no_inactive_resident(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = dict(registry._CLASSES["constraints"])
    monkeypatch.setitem(registry._CLASSES, "constraints", known)  # forgotten after the test

    class Quiet(Exclude):
        kind = "quiet exclusion of a test"
        idle_when_inactive = False

    residents = [pp.Resident("a"), pp.Resident("b"), *(pp.Resident(n, active=False) for n in PAIR)]
    error = refused(partial(pp.Problem, residents, constraints=[Quiet(*PAIR, private=True)]))
    assert "constraints[0].residents[0]: is not active (confidential)" in str(error)


@pytest.mark.parametrize("rows", [[PAIR], [["first", "second"], PAIR]])
@pytest.mark.parametrize("name", ["Pairs", ONE, f"never with {OTHER}"])
def test_a_wrong_workbook_of_exclusions_names_its_place_alone(
    tmp_path: Path, rows: list[list[str]], name: str
) -> None:
    schedule = pp.Schedule((pp.Resident("a"), pp.Resident("b")), (), "America/Chicago")
    (tmp_path / "x.xlsx").write_bytes(workbook({name: rows}))
    error = refused(partial(pp.read_exclusions, tmp_path / "x.xlsx", schedule))
    assert f"row {len(rows)}" in str(error)
