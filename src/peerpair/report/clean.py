"""Text as it may be shown: nothing that steers a terminal, a reader's eye or a spreadsheet."""

from __future__ import annotations

import unicodedata

__all__ = ["cell", "clean"]

# Zero-width joiners stay: emoji and several scripts are misspelt without them.
_KEPT = "\u200c\u200d"
# Not even XML may hold them.
_NO_CHARACTERS = "\ufffe\uffff"
_TRIGGERS = "=+-@\uff1d\uff0b\uff0d\uff20"


def clean(text: str) -> str:
    r"""Return text on one line, without control, bidirectional and other invisible characters.

    Examples
    --------
    >>> clean("Ana\u202e Lim\n\x1b[31m")
    'Ana Lim [31m'
    """
    found = []
    for letter in text:
        category = unicodedata.category(letter)
        if category in ("Cc", "Zl", "Zp"):
            found.append(" ")
        elif category == "Cs" or letter in _NO_CHARACTERS:
            found.append("\ufffd")
        elif category != "Cf" or letter in _KEPT:
            found.append(letter)
    return " ".join("".join(found).split())


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
    bare = shown.lstrip(" \"'\u2018\u2019\u201c\u201d" + _KEPT)
    return f"'{shown}" if bare[:1] and bare[0] in _TRIGGERS else shown
