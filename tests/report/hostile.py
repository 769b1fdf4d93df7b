"""Names that try to be more than names."""

from __future__ import annotations

from dataclasses import replace

from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from tests.report.by_hand import consecutive, result_of

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp.exe\u2066\u200f",
    "\u0645\u0631\u064a\u0645 \u062d\u0633\u0646",
    "A" * 300,
    "\U0001f469\u200d\u2695\ufe0f Zo\u00eb \u674e",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://evil.example","x")',
    "../../x",
    "CON",
    "\x1b[31m\x00\x07red\u2028line",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp; ]]> <!--",
    "_x0041_ \ufffe\uffff",
    "a|b\\|c\\",
    "`code` *em* **strong** ~~gone~~ __u__",
    "[text](https://evil.example) ![i](x) [ref][1] [^1]",
    "# head",
    "> quote",
    "- item",
    "1. item",
    "--- | ---",
    "www.evil.example",
    "https://evil.example/x?y=1&z=2",
    "ftp://evil.example mailto:a@b.example a@b.example",
    "evil.com J.R. Smith",
    "<https://evil.example>",
    "$x$ ==mark== ^sup^ :smile:",
    "\\*not em\\* \\",
    "&#42;a&#42; &copy;",
]


def named(name: str) -> tuple[Problem, Result]:
    """Return a small problem whose residents, title, specialties and sites are called like that."""
    problem = generate(9, 4)
    people = tuple(
        replace(resident, name=f"{name}", specialty=name, site=name)
        for resident in problem.residents
    )
    problem = replace(problem, title=name, residents=people)
    return problem, result_of(problem, consecutive(problem))
