"""What an input format is: a class in a file of its own, found by content."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.table import Table
from peerpair.registry import Registered

__all__ = ["Format", "check_columns"]


class Format(Registered):
    """An input format.

    Attributes
    ----------
    order : int
        Formats are read in this order: residents (0), rotation templates (1), absences (2),
        rosters (3).
    title : str
        What the user calls such a file.
    """

    family: ClassVar[str] = "read"
    order: ClassVar[int] = 3
    title: ClassVar[str] = ""

    @classmethod
    def sniff(cls, head: str, path: Path) -> bool:
        """Tell whether a file has this format, from its first characters."""
        raise NotImplementedError

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        """Read a file into the draft.

        Raises
        ------
        ReadError
            If the file as a whole cannot be read; anything smaller is an issue.
        """
        raise NotImplementedError


def check_columns(table: Table, draft: Draft) -> None:
    """Report the columns of a file that are not used."""
    for column in table.unused:
        draft.issue(table.place, f"column {column!r} is not used", "left out")
