"""Excel files as sheets of text cells."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import date

from peerpair.read.book.cells import Book, Sheet
from peerpair.read.book.parts import RESAVE, Attributes, Parts, WorkbookError, damaged, parse
from peerpair.read.limits import ReadLimits

_LIST = 8  # one part in so many may be a list of others: what is kept of it is larger


def read_workbook(data: bytes, limits: ReadLimits) -> tuple[Sheet, ...]:
    """Return the sheets with cells of an .xlsx or .xlsm file, in its order, hidden ones too.

    Raises `WorkbookError` if it is no workbook, damaged, protected or too large; nothing else,
    whatever the bytes.
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
        raise WorkbookError("is a zip file, but no workbook such as .xlsx", RESAVE)
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
            yield Sheet(sheet.get("name", ""), hidden, book, parts.take(part))


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
