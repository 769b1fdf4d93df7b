"""Text as it may be shown: nothing that steers a terminal or a reader's eye."""

from __future__ import annotations

import unicodedata

__all__ = ["JOINERS", "clean"]

# Zero-width joiners stay: emoji and several scripts are misspelt without them.
JOINERS = "\u200c\u200d"
# Not even XML may hold them.
_NO_CHARACTERS = "\ufffe\uffff"


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
        elif category != "Cf" or letter in JOINERS:
            found.append(letter)
    return " ".join("".join(found).split())
