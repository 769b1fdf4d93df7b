"""The end of a run that writes a report: the groups, how good they are, and where the files are."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator, Mapping
from pathlib import Path

from peerpair.cli.answer import answer_lines
from peerpair.cli.console import emit, emit_json, say, say_all
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.report import build_view
from peerpair.report.text import table

__all__ = ["open_page", "show_outcome"]


def show_outcome(
    problem: Problem,
    result: Result,
    files: Mapping[str, Path],
    *,
    quiet: bool = False,
    as_json: bool = False,
) -> None:
    """Print the outcome of a run.

    Parameters
    ----------
    problem, result : Problem, Result
        What was asked and answered.
    files : mapping of str to Path
        Kind of each file or folder that was written, and where it is.
    quiet : bool
        Print nothing to standard error.
    as_json : bool
        Print one JSON object to standard output, and nothing else.
    """
    if as_json:
        emit_json(_document(result, files))
        return
    if quiet:
        return
    if result.groups:
        lines = [*table(build_view(problem, result)), ""]
        emit("".join(f"{line}\n" for line in lines).encode())
    say_all(answer_lines(result, problem.horizon.weeks if problem.horizon else 0))
    say("")
    say_all(_written(files))


def _written(files: Mapping[str, Path]) -> Iterator[str]:
    """Yield where the files are: the page first, then the others, then what may be sent."""
    others = [path for kind, path in files.items() if kind not in ("html", "for_residents")]
    yield f"Wrote {files['html']}; open it in a browser"
    beside = [path.name for path in others if path.parent == files["html"].parent]
    yield f"  and beside it {', '.join(beside)}"
    yield from (f"  and {path}" for path in others if path.parent != files["html"].parent)
    if "for_residents" in files:
        yield f"  and {files['for_residents']}, which holds all that residents may be sent"
        yield f"  ({files['sending'].name} says who gets which file)"


def _document(result: Result, files: Mapping[str, Path]) -> dict[str, object]:
    return {
        "status": str(result.status),
        "value": result.value,
        "bound": result.bound,
        "gap": result.gap,
        "groups": [list(group.members) for group in result.groups],
        "unplaced": list(result.unplaced),
        "warnings": list(result.warnings),
        "metrics": dict(result.metrics),
        "files": {kind: str(path) for kind, path in files.items()},
    }


def open_page(path: Path) -> None:
    """Open a page in the browser, or say where it is."""
    if not webbrowser.open(path.resolve().as_uri()):
        say(f"No browser could be opened; the report is {path}")
