"""What cells of people say: a name as people write it, and whether it is one at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ASIDE = re.compile(r"\(([^)]*)\)")
_MARKS = re.compile(r"[*\u2020\u2021#^]+")
_WORD = re.compile(r"[^\W\d_][^\W\d_.'\u2019-]*(?:[.'\u2019-]+[^\W\d_]+)*\.?")
_TITLES = {"dr", "mr", "mrs", "ms", "prof"}
_DEGREES = {"md", "do", "phd", "mph", "mba", "mbbs", "mbchb", "jr", "sr", "ii", "iii", "iv"}
_NOBODY = {"total", "totals", "count", "sum", "note", "notes", "open", "vacant", "tbd", "pending"}
_NOBODY |= {"resident", "residents", "name", "staff", "vacancy", "average", "coverage", "legend"}
_MOST_WORDS = 7


@dataclass(frozen=True)
class WrittenName:
    """A name as a cell has it."""

    name: str  # given names first
    short: bool  # no given name stands there in full
    comma: bool
    asides: tuple[str, ...] = ()  # what stands in brackets


def name_in(text: str) -> WrittenName | None:
    """Return the name that a cell is, or None where it cannot be one.

    >>> name_in("Lindqvist, Maja (Chief)*")
    WrittenName(name='Maja Lindqvist', short=False, comma=True, asides=('Chief',))
    >>> name_in("R. Patel").short, name_in("Total MICU"), name_in("PGY-3")
    (True, None, None)
    """
    text = unicodedata.normalize("NFC", text[:200])
    bare = _MARKS.sub(" ", _ASIDE.sub(" ", text))
    family, *given = (part.split() for part in bare.split(","))
    given = [[word for word in part if not _in(word, _DEGREES)] for part in given]
    words = [word for part in (*given, family) for word in part if not _in(word, _TITLES)]
    if not family or not 1 <= len(words) <= _MOST_WORDS:
        return None
    if not all(map(_WORD.fullmatch, words)) or any(_in(word, _NOBODY) for word in words):
        return None
    if not any(given):
        words = _given_first(words)
    ahead = [word for part in given for word in part] or words[:1]
    # "Osei K" has its initial at the end.
    short = len(words) == 1 or all(map(_is_initial, ahead)) or _is_initial(words[-1])
    asides = tuple(filter(None, map(str.strip, _ASIDE.findall(text))))
    return WrittenName(" ".join(words), short, any(given), asides)


def _given_first(words: list[str]) -> list[str]:
    """Return the words of a name with those in capitals, as in ``DUARTE Cleo``, at the end."""
    capitals = [word for word in words if word.isupper() and len(word.replace(".", "")) > 1]
    others = [word for word in words if word not in capitals]
    ahead = words[: len(capitals)] == capitals and any(len(word) > 1 for word in others)
    return [*others, *(word.title() for word in capitals)] if capitals and ahead else words


def _is_initial(word: str) -> bool:
    return len(word.replace(".", "")) == 1


def _in(word: str, words: set[str]) -> bool:
    return word.casefold().replace(".", "") in words
