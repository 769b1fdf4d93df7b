"""The cells of a sheet, measured in its XML before anything makes room for them.

The compiled reader reserves memory for the whole rectangle from the first cell to the last, and a
process that cannot have it is aborted: no exception, nothing to catch.  It also gives an empty
cell for an error and for a formula without a result, which must not pass for a day off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from peerpair.read.book.parts import NAME, QUOTED, WorkbookError, attributes, damaged
from peerpair.read.limits import ReadLimits
from peerpair.text import show

MOST_MERGED = 100_000  # merged ranges of a sheet with most of them that is read
LONGEST_TEXT = 2**20  # bytes of a text in a cell; spreadsheet programs stop at 32,767 letters
MOST_DAMAGED = 10_000  # damaged cells of a sheet that are told one by one
EMPTY = "delete what is below and to the right of the table, also what looks empty"
"""Hint for a sheet that is too large."""
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column of a range, from 1 on."""
UNCLEAR = re.compile(rb"""<(?!(?:[^<>"']++|"[^"<>]*"|'[^'<>]*')*+>)""")
"""A tag that is open at the next tag, or has a quotation mark too few or an angle bracket in
quotation marks: without any of these, each ``<...>`` is one tag to every reader."""
_MERGED = re.compile(rb"<" + NAME + rb"mergeCell(?=\s)" + QUOTED)
_DATA = re.compile(rb"<" + NAME + rb"sheetData(?:\s[^<>]*?)?(/?)>")
_DATA_END = re.compile(rb"</" + NAME + rb"sheetData\s*>")
_TOKEN = re.compile(
    rb"<" + NAME + rb"(?:c"
    # Nearly all cells are written like this; others take the longer way over `attributes`.
    rb'(?: r="([A-Z]{1,3})([0-9]{1,7})"((?: [st]="\w*")*+)|(|\s[^<>]*?))'
    rb"(?:/>|>((?:[^<]++|<(?!/?" + NAME + rb"(?:c|row)[\s/>]))*+)</" + NAME + rb"c\s*>)"
    rb"|row(|\s[^<>]*?)(/?)>"
    rb"|(?:c|row)(?=[\s/>]))"
    rb"|<(/)" + NAME + rb"row\s*>"
)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_FORMULA = re.compile(rb"<" + NAME + rb"f[\s/>]")
_STORED = re.compile(rb"<" + NAME + rb"v(?:\s[^<>]*?)?(?:/>|>([^<]*))")
# The number of a shared string: strictly one, with ends that belong to their starts.
_INDEX = re.compile(
    rb"\s*(?:<(?P<p>" + NAME + rb")f(?:\s[^<>]*?)?(?:/>|>[^<]*</(?P=p)f>)\s*)?"
    rb"<(?P<q>" + NAME + rb")v(?:/>|>(?P<index>[0-9]{0,9})</(?P=q)v>)\s*"
)
_CODE = re.compile(rb"#[A-Z0-9/_]{1,20}[!?]?")


@dataclass
class Plan:
    """What is known of a sheet before it is read."""

    name: str
    hidden: bool
    rows: int = 0  # down to the last one that has a cell
    columns: int = 0
    text: int = 0  # bytes of the shared strings in its cells
    damaged: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)


def measure(
    xml: bytes, lengths: Sequence[int], plan: Plan, limits: ReadLimits
) -> Iterator[bytes | memoryview]:
    """Fill in a sheet's plan from its XML; yield XML with its sound cells and nothing else.

    `lengths` has the bytes of each shared string: a cell takes six bytes to name a long one, and
    the compiled reader copies it for each cell.

    Raises `WorkbookError` if there are no cells, the XML is unclear, or the sheet is larger than
    the limits.
    """
    start = _DATA.search(xml)
    if start is None:
        raise damaged(f"has no cells in the sheet {show(plan.name)}")
    end = start if start[1] else _DATA_END.search(xml, start.end())
    if end is None or UNCLEAR.search(xml, start.end(), end.start()):
        raise damaged()
    for match in _MERGED.finditer(xml, end.end()):
        plan.merged.append(_area(attributes(match[1]).get("ref", "")))
        if len(plan.merged) > MOST_MERGED:
            raise WorkbookError(f"has more than {MOST_MERGED:,} merged ranges")
    whole = memoryview(xml)
    yield b"<worksheet><sheetData>"
    done = start.end()
    cells = _TOKEN.finditer(xml, done, end.start()) if not start[1] else iter(())
    for at, until, instead in _scan(cells, lengths, plan, limits):
        yield whole[done:at]
        yield instead
        done = until
    yield whole[done : max(done, end.start())]
    yield b"</sheetData></worksheet>"


def _scan(
    cells: Iterator[re.Match[bytes]], lengths: Sequence[int], plan: Plan, limits: ReadLimits
) -> Iterator[tuple[int, int, bytes]]:
    """Measure the cells; yield start and end of each that must change, and its new XML."""
    columns: dict[bytes, int] = {}
    stated, in_row = b"", 0  # the last row number as bytes and as a number
    row = column = 1  # of the next cell without a reference
    filled = 0
    for match in cells:
        letters, digits, kind, long, inner, head, empty_row, end = match.groups()
        if letters:
            if digits != stated:
                stated, in_row = digits, _whole(digits.decode())
            at_row = in_row
            at_column = columns.get(letters) or columns.setdefault(letters, _number(letters))
        elif long is not None:
            named = attributes(long)
            at_row, at_column = _cell(named["r"]) if "r" in named else (row, column)
            kind = b"".join(
                b' %b="%b"' % (k.encode(), named[k].encode()) for k in "st" if k in named
            )
        elif head is not None or end:
            if head and "r" in (named := attributes(head)):
                row = _whole(named["r"])
            if end or empty_row:
                row, column = row + 1, 1
            continue
        else:
            raise damaged()
        column = at_column + 1
        if not inner:  # takes no memory: the compiled reader leaves empty cells out
            continue
        filled += 1
        if len(inner) > LONGEST_TEXT:
            raise WorkbookError("has a cell with too much text")
        if at_row > plan.rows or at_column > plan.columns or filled > limits.cells:
            plan.rows, plan.columns = max(at_row, plan.rows), max(at_column, plan.columns)
            _bound(plan, filled, limits)
        if b't="s"' in kind:
            stored = _INDEX.fullmatch(inner)
            index = int(stored["index"] or -1) if stored else len(lengths)
            if index >= len(lengths):
                raise damaged()
            plan.text += lengths[index] if index >= 0 else 0
            if plan.text > limits.workbook_bytes:
                raise WorkbookError("repeats long texts too often")
            continue
        error = b't="e"' in kind
        if error or b"<f" in inner or b":f" in inner:
            complaint = _complaint(inner, error, b't="str"' in kind)
            if complaint and len(plan.damaged) < MOST_DAMAGED:
                plan.damaged[at_row, at_column] = complaint
        number = b"t=" not in kind or b't="n"' in kind
        negative = b">-" in inner and b"s=" in kind and number
        if error or negative:
            name = letters + digits if letters else named.get("r", "").encode()
            place = b' r="%b"' % name if name else b""
            # Some errors (#SPILL!) would make the sheet unreadable.  A time before the first day
            # would be told as another time, so it goes without its style: a bare number.
            stored = _STORED.search(inner) if negative else None
            value = b"<v>%b</v>" % stored[1] if stored and stored[1] else b""
            yield *match.span(), b"<c%b>%b</c>" % (place, value)


def _bound(plan: Plan, filled: int, limits: ReadLimits) -> None:
    for what, count, most in (
        ("rows", plan.rows, limits.rows),
        ("columns", plan.columns, limits.columns),
        ("cells", max(filled, plan.rows * plan.columns), limits.cells),
    ):
        if count > most:
            raise WorkbookError(f"has more than {most:,} {what}", EMPTY)


def _complaint(inner: bytes, error: bool, is_text: bool) -> str:
    """Return what is wrong with an error cell or a formula, or the empty string."""
    if error:
        stored = _STORED.search(inner)
        code = (stored[1] or b"").strip() if stored else b""
        return f"an error value ({code.decode()})" if _CODE.fullmatch(code) else "an error value"
    formula = _FORMULA.search(inner)
    if formula is None:
        return ""
    stored = _STORED.search(inner, formula.end())
    # A formula may well have resulted in no text: ="".
    return "" if stored and (stored[1] or is_text) else "a formula without a stored result"


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _whole(digits: str) -> int:
    if not re.fullmatch("[0-9]{1,7}", digits) or not int(digits):
        raise damaged("has a row or a cell without a proper number")
    return int(digits)


def _cell(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise damaged("has a row or a cell without a proper number")
    return _whole(match[2]), _number(match[1].encode())


def _area(reference: str) -> Area:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _cell(first), _cell(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
