"""The end of a run that writes a report: the groups, how good they are, and where the files are."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from peerpair.cli.answer import plain_lines
from peerpair.cli.console import emit_json, emit_lines, say, say_all
from peerpair.cli.earlier import change_lines, repeat_lines
from peerpair.config.config import Config
from peerpair.documents.files import read_result, write_problem
from peerpair.errors import PeerpairError
from peerpair.model.problem import Problem
from peerpair.model.result import Result, Status
from peerpair.model.schedule import Issue
from peerpair.report import Written
from peerpair.report.formats.text import table
from peerpair.report.sending import FOLDER
from peerpair.report.words import count, number
from peerpair.text import clean

Groups = set[frozenset[str]]


def show_outcome(
    problem: Problem,
    result: Result,
    written: Written,
    *,
    config: Config | None = None,
    before: Groups | None = None,
    issues: Sequence[Issue] = (),
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Print the outcome of a run.

    Parameters
    ----------
    problem, result : Problem, Result
        What was asked and answered.
    written : Written
        What was written, and what was gathered for it.
    config : Config, optional
        What stated the problem.
    before : set of frozenset of str, optional
        The groups of the answer that was there before.
    issues : sequence of Issue
        What reading reported; for programs.
    quiet : bool
        Print nothing to standard error but which formats failed, and why there is no answer.
    as_json : bool
        Print one JSON object to standard output, and nothing else.
    """
    if as_json:
        emit_json(_document(result, written) | {"issues": list(map(str, issues))})
        return
    if not quiet:
        _show(problem, result, written, config, before)
    elif not result.groups or result.status is Status.UNKNOWN:  # or they break a rule
        say_all(plain_lines(problem, result, config))
    say_all(_failed(written.failed))


def _show(
    problem: Problem, result: Result, written: Written, config: Config | None, before: Groups | None
) -> None:
    """Print the groups, how good they are, and where the files are."""
    if result.groups:
        emit_lines([*table(written.view), ""])
    say_all(filter(None, (written.view.state,)))
    say_all(plain_lines(problem, result, config))
    say_all(repeat_lines(problem, result))
    say_all(change_lines(written))
    if before and result.groups:
        say(_compared(before, result))
    say("")
    say_all(_files(written.files))


def with_problem(written: Written, problem: Problem, path: Path) -> Written:
    """Write the problem document too, and return all that was written."""
    write_problem(problem, path)
    return replace(written, files={**written.files, "problem": path})


def former_groups(folder: Path) -> Groups | None:
    """Return the groups of the answer that a report folder holds, if it holds one."""
    try:
        former = read_result(folder / "result.json")
    except PeerpairError:
        return None
    return {frozenset(group.members) for group in former.groups}


def _compared(before: Groups, result: Result) -> str:
    stay = sum(frozenset(group.members) in before for group in result.groups)
    new = len(result.groups) - stay
    verb = "stays" if stay == 1 else "stay"
    return (
        f"Compared with the answer that was here before: {count(stay, 'group')} {verb}, "
        f"{number(new)} {'is' if new == 1 else 'are'} new"
    )


def _files(files: Mapping[str, Path]) -> Iterator[str]:
    """Yield where the files are: the page first, then the others, then what may be sent."""
    folder = files["result"].parent
    others = [path for kind, path in files.items() if kind not in ("html", "for_residents")]
    beside = [path.name for path in others if path.parent == folder]
    if "html" in files:
        yield f"Wrote {files['html']}; open it in a browser"
        yield f"  and beside it {', '.join(beside)}"
    else:
        yield f"Wrote into {folder}: {', '.join(beside)}"
    yield from (f"  and {path}" for path in others if path.parent != folder)
    if "for_residents" in files:
        yield f"  and {files['for_residents']}, which holds all that residents may be sent"
        yield f"  ({files['sending'].name} says who gets which file)"
    elif (earlier := folder / FOLDER).exists():
        yield f"  {earlier} still holds what an earlier run wrote"


def _failed(failed: Mapping[str, str]) -> Iterator[str]:
    """Yield which formats have no file."""
    for kind, error in failed.items():
        yield f"The report format {clean(kind)} failed ({clean(error)}); its file was not written"


def _document(result: Result, written: Written) -> dict[str, object]:
    return {
        "status": str(result.status),
        "value": result.value,
        "bound": result.bound,
        "gap": result.gap,
        "groups": [list(group.members) for group in result.groups],
        "unplaced": list(result.unplaced_residents),
        "warnings": list(result.warnings),
        "metrics": dict(result.metrics),
        "files": {kind: str(path) for kind, path in written.files.items()},
        "failed": dict(written.failed),
    }


def open_page(written: Written) -> None:
    """Open the page in the browser, or say where it is."""
    page = written.files.get("html")
    if page is not None and not webbrowser.open(page.resolve().as_uri()):
        say(f"No browser could be opened; the report is {page}")
