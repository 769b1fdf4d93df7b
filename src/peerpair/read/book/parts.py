"""The parts of an Excel file: unpacked by us under a limit, checked, and made plain XML.

Nothing in a zip file is believed: not its directory, not its sizes, not its encodings.  Each part
is unpacked here and must come out exactly as long as the directory says.
"""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib

MOST_PARTS = 2_000  # members of the zip file with most members that is read
NAME = rb"""(?:[^\s<>/"'=]*:)?"""
"""Pattern of a tag's prefix, which is free to choose: ``<x:c>`` and ``<c>`` are the same."""
QUOTED = rb"""((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>"""
"""Pattern of a tag's attributes and its end; a value may hold ``>``."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ASIDE = 100_000
_LONGEST_TAG = 2**16
_RESAVE = "save it as .xlsx"
_ASIDE = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)""")
_ATTRIBUTE = re.compile(rb"""\s*([^\s<>/"'=]+)\s*=\s*("[^"<]*"|'[^'<]*')""")


class WorkbookError(Exception):
    """A workbook that cannot be read, in words that follow a file name.

    `message` is such as ``is not a workbook``; `hint` is a suggestion, or empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. Maybe {self.hint}" if self.hint else self.message


class Parts:
    """The members of a zip file by name; case and the kind of slash do not matter.

    All of them together may state `most_bytes` as their unpacked size.  Raises `WorkbookError` if
    the file is no Excel workbook, or its directory is damaged or asks for too much.
    """

    def __init__(self, data: bytes, most_bytes: int) -> None:
        if not data.startswith(b"PK"):
            raise _no_zip(data)
        # Directory entries are counted before they become objects ten times their size.  Embedded
        # zip files add theirs, and so may packed bytes, but never as many.
        if data.count(b"PK\x01\x02") > MOST_PARTS:
            raise WorkbookError(f"has more than {MOST_PARTS:,} parts")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                listed = archive.infolist()
        except Exception:  # zipfile has many: BadZipFile, struct.error, ValueError, ...
            raise damaged() from None
        if any(info.flag_bits & 1 for info in listed):
            raise WorkbookError("is protected by a password", "save it without a password")
        if sum(info.file_size for info in listed) > most_bytes:
            raise WorkbookError(f"unpacks to more than {most_bytes / 2**20:.3g} MiB")
        self._data = data
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in listed:
            name = _key(info.filename)
            if name in self._members:
                raise WorkbookError("has one of its parts twice", _RESAVE)
            self._members[name] = info
        if "mimetype" in self and b"opendocument" in self.read("mimetype"):
            raise WorkbookError("is an OpenDocument file", _RESAVE)
        if "xl/workbook.bin" in self:
            raise WorkbookError("is a binary workbook (.xlsb)", _RESAVE)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """Return a part as bytes.

        Raises `WorkbookError` if there is no such part, or it is not what the directory says.
        """
        info = self._members.get(_key(name))
        if info is None:
            raise damaged("lacks one of its parts")
        head = self._data[info.header_offset : info.header_offset + 30]
        if info.header_offset < 0 or len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise damaged()
        start = info.header_offset + 30 + sum(struct.unpack_from("<HH", head, 26))
        packed = memoryview(self._data)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            whole, content = True, bytes(packed)
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                # One byte more than stated: enough to see that the directory lies.
                content = unpacker.decompress(packed, info.file_size + 1)
            except zlib.error:
                raise damaged() from None
            whole = unpacker.eof
        else:
            raise WorkbookError("is packed in a way that workbooks are not", _RESAVE)
        if not whole or len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise damaged("has a part that is not what the file's directory says")
        return content

    def xml(self, name: str) -> bytes:
        """Return a part as plain XML (see `plain`)."""
        return plain(self.read(name))


def plain(xml: bytes) -> bytes:
    r"""Return XML in UTF-8 without comments, instructions and CDATA, so that patterns can read it.

    Raises `WorkbookError` if it has another encoding, or declares a document type (entities can be
    bombs).

    >>> plain(b'<?xml version="1.0"?>\n<v>1<!-- one -->2<![CDATA[<]]></v>')
    b'\n<v>12&lt;</v>'
    """
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml:
        raise WorkbookError("is written in UTF-16 inside, which is not read", _RESAVE)
    xml = xml.removeprefix(b"\xef\xbb\xbf")
    encoding = _ENCODING.match(xml)
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise WorkbookError("is not written in UTF-8 inside", _RESAVE)
    if b"<!" in xml or b"<?" in xml:
        # A text in CDATA grows when its signs are escaped; nearly all signs is no text.
        grows = b"<![CDATA[" in xml and 4 * xml.count(b"&") + 3 * xml.count(b"<") > len(xml)
        if grows or xml.count(b"<!") + xml.count(b"<?") > _MOST_ASIDE:
            raise damaged()
        xml = _ASIDE.sub(_unwrap, xml)
        if b"<!" in xml or b"<?" in xml:
            raise WorkbookError("declares a document type inside, which is not read", _RESAVE)
    return xml


def attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a tag.

    Raises `WorkbookError` if they are malformed, or one stands twice.

    >>> attributes(b' name="A &amp; B" sheetId="1"/')
    {'name': 'A & B', 'sheetId': '1'}
    """
    if len(tag) > _LONGEST_TAG:
        raise damaged()
    values: dict[str, str] = {}
    at = 0
    while match := _ATTRIBUTE.match(tag, at):
        name, value = match[1].decode(errors="replace"), match[2].decode(errors="replace")
        if name in values:  # readers differ in which of the two counts
            raise damaged()
        values[name] = html.unescape(value[1:-1])
        at = match.end()
    if tag[at:].strip() not in (b"", b"/"):
        raise damaged()
    return values


def _unwrap(match: re.Match[bytes]) -> bytes:
    text = match[1] or b""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def damaged(message: str = "is damaged") -> WorkbookError:
    """Return the error for a file that a spreadsheet program may still be able to mend."""
    return WorkbookError(message, "open it in a spreadsheet program and " + _RESAVE)


def _no_zip(data: bytes) -> WorkbookError:
    """Return what to say about a file that is not a zip file."""
    if not data:
        return WorkbookError("is empty")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return WorkbookError("is protected by a password", "save it without a password")
        return WorkbookError("is an old Excel file (.xls)", _RESAVE)
    head = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return WorkbookError("is a web page with the name of a workbook", _RESAVE)
    if head.startswith(b"<"):
        return WorkbookError("is an XML file with the name of a workbook", _RESAVE)
    if head and b"\0" not in head:
        return WorkbookError("is a text file with the name of a workbook", "name it .csv")
    return WorkbookError("is not a workbook", _RESAVE)
