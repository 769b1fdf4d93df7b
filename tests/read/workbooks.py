"""Writes xlsx files by hand, sound ones and hostile ones: zip members from strings of XML."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was stored with it; None leaves the result out."""

    text: str
    stored: str | float | None = None


@dataclass(frozen=True)
class Bad:
    """An error cell, such as ``Bad("#N/A")``."""

    code: str


@dataclass(frozen=True)
class Styled:
    """A number with one of the styles below, such as ``Styled(0.25, 4)``."""

    value: float
    style: int


Value = (
    str | float | bool | dt.date | dt.time | dt.timedelta | Formula | Bad | Styled | None
)  # bool and int are floats to a type checker; a datetime is a date
Grid = Sequence[Sequence[Value]]
DATE, MOMENT, CLOCK, HOURS = 1, 2, 3, 4
"""The styles a workbook has beside 0: date, date with time, time of day, hours over 24."""
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>'
    '<xf numFmtId="20"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def column_name(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def serial(value: dt.date | dt.time | dt.timedelta, epoch_1904: bool = False) -> tuple[float, int]:
    """Return the number and the style of a date, time or duration."""
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1), HOURS
    if isinstance(value, dt.time):
        since = dt.datetime.combine(dt.date.min, value) - dt.datetime.min
        return since / dt.timedelta(days=1), CLOCK
    epoch = dt.datetime(1904, 1, 1) if epoch_1904 else dt.datetime(1899, 12, 30)
    if isinstance(value, dt.datetime):
        return (value - epoch) / dt.timedelta(days=1), MOMENT
    return float((value - epoch.date()).days), DATE


class Writer:
    """Turns grids into sheet XML and collects the shared strings on the way.

    `prefix` goes before every tag of the sheets (``x:`` gives ``<x:c>``), `shared` puts text into
    the table of shared strings, `references` False leaves the ``r`` attributes out.
    """

    def __init__(
        self,
        prefix: str = "",
        shared: bool = False,
        references: bool = True,
        epoch_1904: bool = False,
    ) -> None:
        self.prefix, self.shared, self.references = prefix, shared, references
        self.epoch_1904 = epoch_1904
        self.strings: dict[str, int] = {}

    def tag(self, name: str, content: str, attributes: str = "") -> str:
        return f"<{self.prefix}{name}{attributes}>{content}</{self.prefix}{name}>"

    def cell(self, value: Value, reference: str = "") -> str:
        place = f' r="{reference}"' if reference else ""
        if value is None:
            return f"<{self.prefix}c{place}/>"
        if isinstance(value, Formula):
            formula = self.tag("f", escape(value.text))
            if value.stored is None:
                return self.tag("c", formula, place)
            if isinstance(value.stored, str):
                return self.tag(
                    "c", formula + self.tag("v", escape(value.stored)), f'{place} t="str"'
                )
            return self.tag("c", formula + self.tag("v", repr(value.stored)), place)
        if isinstance(value, Bad):
            return self.tag("c", self.tag("v", escape(value.code)), f'{place} t="e"')
        if isinstance(value, str) and self.shared:
            index = self.strings.setdefault(value, len(self.strings))
            return self.tag("c", self.tag("v", str(index)), f'{place} t="s"')
        if isinstance(value, str):
            text = self.tag("t", escape(value), ' xml:space="preserve"')
            return self.tag("c", self.tag("is", text), f'{place} t="inlineStr"')
        if isinstance(value, bool):
            return self.tag("c", self.tag("v", str(int(value))), f'{place} t="b"')
        if isinstance(value, Styled):
            number, style = value.value, value.style
        elif isinstance(value, int | float):
            number, style = value, 0
        else:
            number, style = serial(value, self.epoch_1904)
        return self.tag("c", self.tag("v", repr(number)), f'{place} s="{style}"')

    def sheet(self, rows: Grid, merged: Iterable[str] = ()) -> str:
        lines = []
        for i, row in enumerate(rows, 1):
            cells = (
                self.cell(value, f"{column_name(j)}{i}" if self.references else "")
                for j, value in enumerate(row, 1)
                if value is not None or not self.references
            )
            lines.append(self.tag("row", "".join(cells), f' r="{i}"' if self.references else ""))
        ranges = [f'<{self.prefix}mergeCell ref="{ref}"/>' for ref in merged]
        merges = self.tag("mergeCells", "".join(ranges)) if ranges else ""
        colon = f":{self.prefix[:-1]}" if self.prefix else ""
        content = self.tag("sheetData", "".join(lines)) + merges
        return HEAD + self.tag("worksheet", content, f' xmlns{colon}="{MAIN}"')


def package(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def parts(
    sheets: Mapping[str, str],
    hidden: Collection[str] = (),
    strings: str = "",
    epoch_1904: bool = False,
    styles: str = STYLES,
) -> dict[str, str | bytes]:
    """Return the members of a workbook with these sheets (name -> XML)."""
    names = {name: f"worksheets/sheet{i}.xml" for i, name in enumerate(sheets, 1)}
    kinds = [*((path, "worksheet") for path in names.values()), ("styles.xml", "styles")]
    if strings:
        kinds.append(("sharedStrings.xml", "sharedStrings"))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{path}"/>'
        for i, (path, kind) in enumerate(kinds, 1)
    )
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}" '
        f'state="{"hidden" if name in hidden else "visible"}"/>'
        for i, name in enumerate(names, 1)
    )
    book = f'<workbookPr date1904="{int(epoch_1904)}"/><sheets>{listed}</sheets>'
    namespaces = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f"{HEAD}<workbook {namespaces}>{book}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "xl/styles.xml": styles,
    }
    if strings:
        made["xl/sharedStrings.xml"] = strings
    made.update({f"xl/{path}": sheets[name] for name, path in names.items()})
    return made


def shared_strings(strings: Iterable[str]) -> str:
    """Return the table of shared strings as XML."""
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'{HEAD}<sst xmlns="{MAIN}">{items}</sst>'


def workbook(
    sheets: Mapping[str, Grid],
    *,
    hidden: Collection[str] = (),
    merged: Mapping[str, Iterable[str]] | None = None,
    prefix: str = "",
    shared: bool = False,
    references: bool = True,
    epoch_1904: bool = False,
) -> bytes:
    """Return an xlsx file with these sheets (name -> rows of values)."""
    writer = Writer(prefix, shared, references, epoch_1904)
    made = {name: writer.sheet(rows, (merged or {}).get(name, ())) for name, rows in sheets.items()}
    strings = shared_strings(writer.strings) if shared else ""
    return package(parts(made, hidden, strings, epoch_1904))


def around(cells: str, after: str = "", strings: str = "") -> dict[str, str | bytes]:
    """Return the members of a workbook whose one sheet, S, has this inside ``<sheetData>``."""
    xml = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>{after}</worksheet>'
    return parts({"S": xml}, strings=strings)


def lying(data: bytes, name: str, size: int) -> bytes:
    """Return a zip file whose directory and local header state another size for one member."""
    made = bytearray(data)
    for signature, offset, fixed, length_at in ((b"PK\1\2", 24, 46, 28), (b"PK\3\4", 22, 30, 26)):
        at = made.find(signature)
        while at >= 0:
            (length,) = struct.unpack_from("<H", made, at + length_at)
            if made[at + fixed : at + fixed + length] == name.encode():
                struct.pack_into("<I", made, at + offset, size)
            at = made.find(signature, at + 4)
    return bytes(made)
