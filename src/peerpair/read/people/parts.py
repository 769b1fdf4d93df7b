"""The signs and words between several people in a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST = 400  # parts of a cell that are looked at
_RUNS = re.compile(r"[^\S\n]+(?=\s)|[-=]+(?=[-=])")  # which take the square of their length
_CHANGE = re.compile(
    r"<?[-=]+>|[\u2190-\u21ff]|\s(?:swap\w*|switch\w*|trad(?:e|es|ed|ing)|tausch\w*)(?:\s(?:with|mit))?\s"
    r"|\s(?:or|oder|ou|vs\.?|to|cover(?:ed)? by)\s|\s?\?\s?(?=\w)",
    re.IGNORECASE,
)
"""Between people of whom one is on duty, nobody knows which."""
_INSTEAD = re.compile(
    r"\s(?:cov(?:er|ers|ering|\.)?(?:\sfor)?|for|instead\sof|f\u00fcr|vertritt|pour|por|remplace)\s",
    re.IGNORECASE,
)
"""Between somebody on duty and somebody who perhaps is not."""
_TOGETHER = re.compile(
    r"\s*(?:\bw/|[/&;+|:\n])\s*|\s[-\u2013\u2014]+\s|\s(?:and|und|et|with|mit|avec|con)\s",
    re.IGNORECASE,
)
"""Between people who are all on duty."""
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]|[\"\u201c]([^\"\u201c\u201d]*)[\"\u201d]")


@dataclass(frozen=True)
class NameParts:
    """The parts of a cell that may each name somebody."""

    sure: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()  # if they are people, perhaps not on duty
    aside: tuple[str, ...] = ()  # in brackets


def parts_of(text: str) -> NameParts:
    """Return the parts of a cell.

    >>> parts_of("Lea Brandt & Wen Li (for Bo Ng)")
    NameParts(sure=('Lea Brandt', 'Wen Li'), unsure=(), aside=('Bo Ng',))
    """
    text = _RUNS.sub("", text)
    plain, inside = _ASIDE.sub(" ", text), ["".join(each) for each in _ASIDE.findall(text)]
    aside = _together(_INSTEAD.sub("/", " " + " / ".join(inside)))
    if not any(map(str.isalnum, plain)):
        plain, aside = " / ".join(inside), ()
    if _CHANGE.search(plain):
        return NameParts(unsure=_together(_INSTEAD.sub("/", _CHANGE.sub("/", plain))), aside=aside)
    first, *others = _INSTEAD.split(plain)
    return NameParts(_together(first), _together("/".join(others)), aside)


def plain_part(text: str) -> str:
    """Return a text without what stands in brackets or quotation marks."""
    return _ASIDE.sub(" ", text)


def has_several(text: str) -> bool:
    """Tell whether a sign stands between the words of a text, so that it is no name of one."""
    parts = parts_of(text)
    return len(parts.sure) != 1 or bool(parts.unsure)


def _together(text: str) -> tuple[str, ...]:
    pieces = (piece.strip(" ,.") for piece in _TOGETHER.split(f" {text} ")[:_MOST])
    return tuple(piece for piece in pieces if any(map(str.isalnum, piece)))
