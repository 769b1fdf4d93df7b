"""A workbook made safe: what the compiled reader gets to see.

Two readers can understand one hostile file in two ways: which of two members with one name counts,
where a comment ends, whom a size in the directory convinces.  So the compiled reader never sees
the file.  It gets a new one, with only the parts that were unpacked and measured here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from peerpair.read.book.parts import (
    MOST_PARTS,
    NAME,
    QUOTED,
    Parts,
    WorkbookError,
    attributes,
    damaged,
)
from peerpair.read.book.scan import EMPTY, LONGEST_TEXT, UNCLEAR, Plan, measure
from peerpair.read.limits import ReadLimits

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TRUE = ("1", "true", "on")
_SHEET = re.compile(rb"<" + NAME + rb"sheet(?=\s)" + QUOTED)
_SETTINGS = re.compile(rb"<" + NAME + rb"workbookPr(?=\s)" + QUOTED)
_LINK = re.compile(rb"<" + NAME + rb"Relationship(?=\s)" + QUOTED)
_STRING = re.compile(
    rb"<" + NAME + rb"si(?=[\s/>])(?:[^<>]*?(?:/()>|>((?:[^<]++|<(?!/?" + NAME + rb"si[\s/>]))*+)"
    rb"</" + NAME + rb"si\s*>))?"
)
_TEXT = re.compile(rb"<" + NAME + rb"t((?:\s[^<>]*)?)>([^<]*)</" + NAME + rb"t\s*>")
_SPOKEN = re.compile(rb"<" + NAME + rb"rPh[\s>].*?(?:</" + NAME + rb"rPh\s*>|\Z)", re.DOTALL)
_MOST_TEXTS = 500_000  # different texts of a workbook with most of them that is read
_PIECES = 1_000
_NO_STYLES = b"<styleSheet></styleSheet>"


@dataclass(frozen=True)
class Checked:
    """The sheets in order, whether days count from 1904, and the file for the compiled reader."""

    plans: tuple[Plan, ...]
    from_1904: bool
    data: bytes


def check(data: bytes, limits: ReadLimits) -> Checked:
    """Measure a workbook and rewrite it as one that can be read safely.

    Raises `WorkbookError` if it is damaged, or larger than the limits.
    """
    parts = Parts(data, limits.workbook_bytes)
    whole = [path for kind, path in _links(parts, "").values() if kind == "officeDocument"]
    book = whole[0] if whole else "xl/workbook.xml"
    if book not in parts:
        raise WorkbookError("is a zip file, but not a workbook")
    links = _links(parts, book)
    xml = parts.xml(book)
    settings = _SETTINGS.search(xml)
    epoch = attributes(settings[1]).get("date1904", "") if settings else ""
    plans: list[Plan] = []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        lengths = array("L")
        with archive.open("xl/sharedStrings.xml", "w") as out:
            for piece in _strings(_beside(parts, book, links, "sharedStrings"), lengths, limits):
                out.write(piece)
        archive.writestr("xl/styles.xml", _beside(parts, book, links, "styles") or _NO_STYLES)
        for plan, path in _sheets(xml, links):
            plans.append(plan)
            with archive.open(f"xl/worksheets/sheet{len(plans)}.xml", "w") as out:
                for cells in measure(parts.xml(path), lengths, plan, limits):
                    out.write(cells)
            if sum(plan.rows * plan.columns for plan in plans) > limits.cells:
                raise WorkbookError(f"has more than {limits.cells:,} cells", EMPTY)
            if sum(plan.text for plan in plans) > limits.workbook_bytes:
                raise WorkbookError("repeats long texts too often")
        for name, text in _book(len(plans), epoch):
            archive.writestr(name, text)
    return Checked(tuple(plans), epoch in _TRUE, made.getvalue())


def _links(parts: Parts, owner: str) -> dict[str, tuple[str, str]]:
    """Return the links of a part: id -> kind of target, path of target."""
    folder, name = posixpath.split(owner)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    links: dict[str, tuple[str, str]] = {}
    for match in _LINK.finditer(parts.xml(path) if path in parts else b""):
        link = attributes(match[1])
        target = link.get("Target", "").replace("\\", "/")
        inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        # Some writers start at the root and leave the first slash out.
        if inside not in parts and target in parts:
            inside = target.lstrip("/")
        if len(links) > MOST_PARTS:
            raise damaged()
        links[link.get("Id", "")] = link.get("Type", "").rpartition("/")[2], inside
    return links


def _beside(parts: Parts, book: str, links: dict[str, tuple[str, str]], kind: str) -> bytes:
    """Return a part that belongs to the workbook, or nothing if it has none."""
    usual = posixpath.join(posixpath.dirname(book), f"{kind}.xml")
    path = next((path for k, path in links.values() if k == kind), usual)
    return parts.xml(path) if path in parts else b""


def _strings(xml: bytes, lengths: array[int], limits: ReadLimits) -> Iterator[bytes]:
    """Yield the shared strings as plain as can be, and note the length of each.

    A cell names a string of any length by its number, and the compiled reader copies it for each
    cell; so both must agree on what number means which string.
    """
    if UNCLEAR.search(xml):
        raise damaged()
    pieces, most = [b"<sst>"], min(limits.cells, _MOST_TEXTS)
    for match in _STRING.finditer(xml):
        if match.lastindex is None:
            raise damaged()
        text = _text(match[match.lastindex])
        lengths.append(len(text))
        if len(text) > LONGEST_TEXT:
            raise WorkbookError("has a cell with too much text")
        if len(lengths) > most:
            raise WorkbookError(f"has more than {most:,} texts")
        pieces.append(b'<si><t xml:space="preserve">%b</t></si>' % text if text else b"<si/>")
        if len(pieces) >= _PIECES:  # each write takes longer than a short text
            yield b"".join(pieces)
            pieces = []
    yield b"".join((*pieces, b"</sst>"))


def _text(inner: bytes) -> bytes:
    """Return the text of a shared string, without formats and readings."""
    if not inner:
        return b""
    runs = _TEXT.findall(_SPOKEN.sub(b"", inner) if b"rPh" in inner else inner)
    return b"".join(text if b"preserve" in space else text.strip() for space, text in runs)


def _sheets(book: bytes, links: dict[str, tuple[str, str]]) -> Iterator[tuple[Plan, str]]:
    """Yield the sheets that have cells, in order, each with the path of its part."""
    used = set()
    for match in _SHEET.finditer(book):
        sheet = attributes(match[1])
        link = next((value for name, value in sheet.items() if name.split(":")[-1] == "id"), "")
        if link not in links:
            raise damaged("lists a sheet that it does not have")
        kind, path = links[link]
        if kind != "worksheet":  # a chart, a dialogue or old macros
            continue
        if path.lower() in used:  # a small file could be read a million times
            raise damaged("lists a sheet twice")
        used.add(path.lower())
        hidden = sheet.get("state", "").lower() in ("hidden", "veryhidden")
        yield Plan(sheet.get("name", ""), hidden), path


def _book(sheets: int, epoch: str) -> Iterator[tuple[str, str]]:
    """Yield name and content of the parts that list the others; sheets have numbers for names."""
    numbers = range(1, sheets + 1)
    targets = [("worksheet", f"worksheets/sheet{i}.xml") for i in numbers]
    targets += ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
    yield "_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", _relationships(targets)
    listed = "".join(f'<sheet name="{i}" sheetId="{i}" r:id="r{i}"/>' for i in numbers)
    content = f'<workbookPr date1904="{int(epoch in _TRUE)}"/><sheets>{listed}</sheets>'
    yield "xl/workbook.xml", f'<workbook xmlns:r="{_OFFICE}">{content}</workbook>'


def _relationships(targets: list[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for i, (kind, path) in enumerate(targets, 1)
    )
    return f"<Relationships>{''.join(links)}</Relationships>"
