"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.config.config import NAME
from peerpair.registry import family

Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Say nothing but errors, and why there is no answer.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Open = Annotated[bool, typer.Option("--open", help="Open the report in the browser.")]
Where = Annotated[
    Path,
    typer.Argument(
        metavar="WHERE", help=f"A {NAME}, or the folder that it is in.", show_default=False
    ),
]
ProblemFile = Annotated[
    Path, typer.Argument(metavar="PROBLEM.json", help="The problem.", show_default=False)
]


def config_path(where: Path) -> Path:
    """Return the configuration that is meant by a file or a folder."""
    return where / NAME if where.is_dir() else where


def strategies() -> list[str]:
    """Return the names of the strategies, for shells to complete."""
    return list(family("strategies"))
