"""What is asked of the chief, in a chief's words, each with the cell to answer in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from peerpair.config.proposal.questions import Question, QuestionKind
from peerpair.report.words import count, listed
from peerpair.text import clean

_SHOWN = 3


def question_lines(asked: Sequence[Question], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the questions, numbered; `names` are those of residents by id."""
    if not asked:
        yield "Nothing is open."
        return
    one = "One thing is open." if len(asked) == 1 else f"{len(asked)} things are open."
    yield f"{one} The worst first:"
    for number, question in enumerate(asked, 1):
        what, answer = _TEXTS[question.kind]
        who = [clean(names.get(key) or key) for key in question.residents]
        said = {
            "n": len(question.values),
            "values": listed([clean(value) for value in question.values], _SHOWN),
            "first": f" (the first of {cells})" if (cells := len(question.cells)) > 1 else "",
            "message": ". Maybe ".join(map(clean, question.values)),
            "about": clean(question.about),
            "file": clean(question.file),
            "cells": listed([clean(cell) for cell in question.cells], _SHOWN),
            "lines": _lines(question.lines),
            "people": _people(who),
            "unknown": _unknown(who),
        }
        yield f"{number:3}. {what.format_map(said)}"
        yield f"     -> {answer.format_map(said)}"


_TEXTS = {
    QuestionKind.PEOPLE: (
        "Who takes part? No file here says so.",
        "{file}: a list with the columns id,name,specialty,pgy,tags,email,active",
    ),
    QuestionKind.EXCLUSIONS: (
        "“{about}” seems to list confidential pairs; nothing is paired until you say what it is.",
        '{file}, below [rosters]: exclusions = "{about}"; or move it out of the folder',
    ),
    QuestionKind.EXCLUSION_LINE: (
        "A line of “{file}” does not name two residents for certain.",
        "{file}{lines}: write both names in full",
    ),
    QuestionKind.UNREADABLE: (
        "{cells} stops the reading: {message}.",
        "{file}: mend it there, or take the file out of the folder",
    ),
    QuestionKind.NOT_READ: (
        "{people} named, or may be, in a file that was not read: “{about}”.{unknown}",
        '{file}, below [rosters]: ignore = ["{about}"] if it is no roster',
    ),
    QuestionKind.SPELLINGS: (
        "Who is meant by {values}?{unknown}",
        "{file}{lines}, column resident: take the ? away where the proposal is right, write "
        "another name, or leave it blank for somebody who is none of the residents",
    ),
    QuestionKind.HOURS: (
        "What are the hours of {values}?{unknown}",
        "{file}{lines}, column {cells}: such as mon-fri 8am-5pm",
    ),
    QuestionKind.SLASH: (
        "Is {values} one after the other, half of the dates each? {people} busy with both on all "
        "dates until you say so.",
        '{file}, below [rosters]: slash = "halves"; or "both"',
    ),
    QuestionKind.USUAL_HOURS: (
        "Are these the hours here: {values}? They are those that are usual elsewhere.",
        "{file}{lines}, column {cells}: change what is different, then clear the comment",
    ),
    QuestionKind.TAKES_PART: (
        "Do they take part: {people}?",
        "{file}, column {cells}: yes or no",
    ),
    QuestionKind.CELLS: (
        "{cells}: {message}{first}. What is meant?{unknown}",
        "{file}: write it there; or no in the list of residents, column active, for those away",
    ),
    QuestionKind.NO_ROSTER: (
        "{people} in no roster. Is a file missing?",
        "{file}, column {cells}: no for whoever does not take part",
    ),
    QuestionKind.CALLS_ONLY: (
        "{people} known from calls, nights, clinics or leave only. Is the roster of their days "
        "missing?",
        "{file}, column {cells}: no for whoever does not take part",
    ),
    QuestionKind.GIVEN_NAMES: (
        "What are the given names of {values}?",
        "{file}{lines}, column name",
    ),
}


def _people(who: Sequence[str]) -> str:
    verb = "is" if len(who) == 1 else "are"
    return f"{count(len(who), 'resident')} {verb}" if len(who) != 1 else f"{who[0]} is"


def _unknown(who: Sequence[str]) -> str:
    """Return whose time is unknown until this is answered, as a sentence to follow."""
    return f" Until then {_people(who)} unknown." if who else ""


def _lines(lines: Sequence[int]) -> str:
    """Return lines of a table in words: ``, lines 2, 4 to 9``.

    >>> _lines([2, 4, 5, 6]), _lines([7]), _lines([])
    (', lines 2, 4 to 6', ', line 7', '')
    """
    if not lines:
        return ""
    starts = [lines[0], *(b for a, b in pairwise(lines) if b > a + 1)]
    ends = [*(a for a, b in pairwise(lines) if b > a + 1), lines[-1]]
    runs = [str(a) if a == b else f"{a} to {b}" for a, b in zip(starts, ends, strict=True)]
    return f", {'line' if len(lines) == 1 else 'lines'} {', '.join(runs)}"
