"""What an input format is: a class in a file of its own, found by content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar

from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.registry import Registered


class Order(IntEnum):
    """When files of a format are read: rosters last, since they rest on all the others."""

    RESIDENTS = 0
    ALIASES = 1
    TEMPLATES = 2
    BLOCKS = 3
    ABSENCES = 4
    ROSTERS = 5


PEOPLE = 'id,name,email\na,Ana Lopez,a@x.org\nb,"Okafor, Ben",\nc,Chloé Dubois,c.dubois@x.org\n'
"""Residents who may be named in an example."""
HOURS = (
    "rotation,match,days,start,end,kind,site\nWards,,mon-sat,07:00,18:00,ward,M\n"
    "Nights,,sun-thu,19:00,07:00,night_float,\nVacation,,,,,vacation,\nOff,,,,,off,\n"
    "*icu*,glob,daily,06:00,19:00,icu,\n"
)
"""Hours of rotations that may be named in an example."""


@dataclass(frozen=True)
class Example:
    """A small file of a format without anything odd in it, and what is read from it.

    Parameters
    ----------
    file : str
        Its name.
    data : str or bytes
        What it holds; its dates lie from 3 to 16 August 2026, in America/Chicago.
    entries : str
        All duty and absence that is read from it and the files beside it, in any order, parted by
        semicolons: whose, from when to when, and the kind, as in
        ``a 08-03 07:00/08-03 19:00 ward; b 08-04 00:00/08-05 00:00 leave``.
    beside : mapping of str to str
        Files that it needs, or that need it: the name of each, and its text.
    """

    file: str
    data: str | bytes
    entries: str = ""
    beside: Mapping[str, str] = field(default_factory=lambda: {"residents.csv": PEOPLE})


class Format(Registered):
    """An input format.

    Attributes
    ----------
    order : Order
        When files of this format are read.
    title : str
        What the user calls such a file.
    example : Example
        A small file, so that tests can try the format, whole and in pieces.
    """

    family: ClassVar[str] = "read.formats"
    order: ClassVar[Order] = Order.ROSTERS
    title: ClassVar[str] = ""
    example: ClassVar[Example]

    @classmethod
    def sniff(cls, head: Head) -> bool:
        """Tell whether a file has this format, from its beginning."""
        raise NotImplementedError

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        """Read a file into the draft.

        Raises
        ------
        ReadError
            If the file as a whole cannot be read; anything smaller is an issue.  After any other
            error everything becomes unknown for all whom the file may concern.
        """
        raise NotImplementedError
