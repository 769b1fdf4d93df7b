"""Text as it may be shown: nothing that steers a terminal or a reader's eye; addresses."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

ADDRESS = (
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""E-mail addresses that need no quoting anywhere: nearly all there are."""
LONGEST_NOTE = 1000
"""Characters of a note to residents."""
_LONGEST_ADDRESS = 254  # RFC 5321, erratum 1690

# Zero-width joiners stay: emoji and several scripts are misspelt without them.
JOINERS = "\u200c\u200d"
FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
"""Signs that start a formula in some spreadsheet."""
_BEFORE = " \"'\u2018\u2019\u201c\u201d" + JOINERS
# Not even XML may hold them.
_NO_CHARACTERS = "\ufffe\uffff"


def clean(text: str) -> str:
    r"""Return text on one line, without control, bidirectional and other invisible characters.

    Examples
    --------
    >>> clean("Ana\u202e Lim\n\x1b[31m")
    'Ana Lim [31m'
    """
    if text.isprintable():  # nearly always; then there is none of these, nor any odd space
        return " ".join(text.split())
    letters = []
    for letter in text:
        category = unicodedata.category(letter)
        if category in ("Cc", "Zl", "Zp"):
            letters.append(" ")
        elif category == "Cs" or letter in _NO_CHARACTERS:
            letters.append("\ufffd")
        elif category != "Cf" or letter in JOINERS:
            letters.append(letter)
    return " ".join("".join(letters).split())


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
    first = shown.lstrip(_BEFORE)[:1]
    return f"'{shown}" if first and first in FORMULA else shown


def unguarded(text: str) -> str:
    """Return a cell without the apostrophe that our tables put before what may be a formula.

    Examples
    --------
    >>> unguarded("'-r1"), unguarded("'Aisha")
    ('-r1', "'Aisha")
    """
    first = text.lstrip(_BEFORE)[:1]
    return text[1:] if text[:1] == "'" and first and first in FORMULA else text


def is_address(text: str) -> bool:
    """Tell whether a text is an e-mail address that can stand in any file.

    Examples
    --------
    >>> is_address("chief@example.org"), is_address("the chief")
    (True, False)
    """
    return len(text) <= _LONGEST_ADDRESS and re.fullmatch(ADDRESS, text, re.ASCII) is not None


_JSON = {
    dict: "object",
    list: "list",
    tuple: "list",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


def type_name(value: object) -> str:
    """Return what JSON calls the type of a value."""
    known = (name for kind, name in _JSON.items() if isinstance(value, kind))
    if isinstance(value, bool):
        return _JSON[bool]
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return next(known, type(value).__name__)


def show(value: object) -> str:
    """Return a short, one-line rendering of a wrong value for a message.

    What is inside an object or a list is never shown: it might be a private exclusion.
    """
    if isinstance(value, dict | list | tuple):
        return f"an {_JSON[dict]}" if isinstance(value, dict) else f"a {_JSON[list]}"
    plain = str(value) if isinstance(value, date) else value
    text = repr(plain)  # escapes control and bidirectional characters
    return text if len(text) <= 60 else text[:57] + "..."
