"""Excel files as sheets of text cells."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from peerpair.read.book.cells import MOST_DAMAGED, Book, Cells
from peerpair.read.book.parts import Attributes, Parts, WorkbookError, damaged, parse
from peerpair.read.limits import ReadLimits
from peerpair.text import show

_LIST = 8  # one part in so many may be a list of others: what is kept of it is larger


@dataclass(frozen=True)
class Sheet:
    """One sheet as text."""

    name: str
    hidden: bool  # the user of a spreadsheet program does not see it
    rows: tuple[tuple[str, ...], ...]  # from A1 to the last row and column; blank cells are empty
    damaged: Mapping[tuple[int, int], str]  # row, column from 1 on -> what is wrong
    merged: int  # cells that were filled because they are merged with another


def read_workbook(data: bytes, limits: ReadLimits) -> tuple[Sheet, ...]:
    """Return the sheets with cells of an .xlsx or .xlsm file, in its order, hidden ones too.

    Raises `WorkbookError` if it is no workbook, damaged, protected or too large; nothing else,
    whatever the bytes.

    >>> read_workbook(b"PK", ReadLimits())  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    peerpair.read.book.parts.WorkbookError: ('is damaged', 'open it in a spreadsheet program ...
    """
    try:
        return tuple(_sheets(Parts(data, limits.workbook_bytes), limits))
    except WorkbookError:
        raise
    except Exception:  # of zipfile, zlib, expat and a text's number: what it says may quote a cell
        raise damaged() from None


def _sheets(parts: Parts, limits: ReadLimits) -> Iterator[Sheet]:
    path = dict(_links(parts, "").values()).get("officeDocument", "xl/workbook.xml")
    if path not in parts:
        raise WorkbookError("is a zip file, but not a workbook")
    links = _links(parts, path)
    listed: list[Attributes] = []
    settings: Attributes = {}
    parse(parts.take(path, _LIST), {"sheet": listed.append, "workbookPr": settings.update})
    since_1904 = settings.get("date1904") in ("1", "true", "on")
    book = Book(limits, date(1904, 1, 1) if since_1904 else date(1899, 12, 30))
    folder, beside = posixpath.dirname(path), dict(links.values())
    for kind, read, share in (
        ("sharedStrings", book.read_strings, 1),
        ("styles", book.read_styles, _LIST),
    ):
        part = beside.get(kind, posixpath.join(folder, f"{kind}.xml"))
        if part in parts:
            read(parts.take(part, share))
    for sheet in listed:
        link = next((value for name, value in sheet.items() if name.split(":")[-1] == "id"), "")
        if link not in links:
            raise damaged("lists a sheet that it does not have")
        kind, part = links[link]
        if kind == "worksheet":  # not a chart, a dialogue or old macros
            hidden = sheet.get("state", "").lower() in ("hidden", "veryhidden")
            yield _sheet(sheet.get("name", ""), hidden, parts.take(part), book)


def _sheet(name: str, hidden: bool, xml: bytes, book: Book) -> Sheet:
    cells = Cells(book)
    cells.parse(xml)
    if not cells.has_data:
        raise damaged(f"has no cells in the sheet {show(name)}")
    rows = [row + [""] * (cells.columns - len(row)) for row in cells.rows]
    merged = _fill(rows, cells)
    book.cells += len(rows) * cells.columns
    return Sheet(name, hidden, tuple(map(tuple, rows)), cells.damaged, merged)


def _links(parts: Parts, owner: str) -> dict[str, tuple[str, str]]:
    """Return the links of a part: id -> kind of target, path of target."""
    folder, name = posixpath.split(owner)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    links: dict[str, tuple[str, str]] = {}

    def take(link: Attributes) -> None:
        target = link.get("Target", "").replace("\\", "/")
        inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        # Some writers start at the root and leave the first slash out.
        if inside not in parts and target in parts:
            inside = target.lstrip("/")
        links[link.get("Id", "")] = link.get("Type", "").rpartition("/")[2], inside

    if path in parts:
        parse(parts.take(path, _LIST), {"Relationship": take})
    return links


def _fill(rows: list[list[str]], cells: Cells) -> int:
    """Copy the value of each merged range into its cells; return how many were filled.

    A range may reach far below the table, so only its part inside the used area counts.
    """
    filled = touched = 0
    for top, left, bottom, right in cells.merged:
        bottom, right = min(bottom, len(rows)), min(right, cells.columns)
        if top > bottom or left > right:
            continue
        size = (bottom - top + 1) * (right - left + 1)
        touched += size
        if touched > len(rows) * cells.columns:  # they overlap
            raise WorkbookError("has too many merged cells")
        value, wrong = rows[top - 1][left - 1], cells.damaged.get((top, left), "")
        if not value and not wrong:
            continue
        filled += size - 1
        for row in range(top, bottom + 1):
            rows[row - 1][left - 1 : right] = [value] * (right - left + 1)
        # What is wrong with the value is wrong in all its copies; what they hide is not seen.
        for place in product(range(top, bottom + 1), range(left, right + 1)):
            cells.damaged.pop(place, None)
            if wrong and len(cells.damaged) < MOST_DAMAGED:
                cells.damaged[place] = wrong
    return filled
