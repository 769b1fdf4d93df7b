"""What an input format is: a class in a file of its own, found by content."""

from __future__ import annotations

import re
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


class Format(Registered):
    """An input format.

    Attributes
    ----------
    order : Order
        When files of this format are read.
    title : str
        What the user calls such a file.
    sign : pattern
        What stands in the beginning of such a file, where its text tells.
    """

    family: ClassVar[str] = "read.formats"
    order: ClassVar[Order] = Order.ROSTERS
    title: ClassVar[str] = ""
    sign: ClassVar[re.Pattern[str]]

    @classmethod
    def sniff(cls, head: Head) -> bool:
        """Tell whether a file has this format, from its beginning."""
        return bool(cls.sign.search(head.text))

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
