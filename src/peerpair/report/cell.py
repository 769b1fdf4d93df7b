"""Text as it may stand in a spreadsheet."""

from __future__ import annotations

from peerpair.text import JOINERS, clean

__all__ = ["cell"]

_TRIGGERS = "=+-@\uff1d\uff0b\uff0d\uff20"


def cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (CWE-1236).

    A leading apostrophe is put before text whose first character, after blanks, quotes and
    apostrophes, could start one.

    Examples
    --------
    >>> cell("=1+1"), cell("Ana")
    ("'=1+1", 'Ana')
    """
    shown = clean(text)
    bare = shown.lstrip(" \"'\u2018\u2019\u201c\u201d" + JOINERS)
    return f"'{shown}" if bare[:1] and bare[0] in _TRIGGERS else shown
