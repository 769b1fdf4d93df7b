"""The parts of an Excel file: a zip file of XML, unpacked and parsed within limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

MOST_PARTS = 2_000
"""Members of the zip file with most members that is read."""
_OLE = b"\xd0\xcf\x11\xe0"
MAGIC = b"PK\x03\x04", _OLE
"""What workbooks of either kind begin with."""
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack to any size at once
_DEEPEST = 64  # tags inside tags
RESAVE = "save it as .xlsx"
Attributes = dict[str, str]
Calls = dict[str, Callable[[Any], object]]
"""What is called with the attributes of a tag, and, under ``/tag``, with the text in it."""


@dataclass(eq=False)
class WorkbookError(Exception):
    """A workbook that cannot be read, in words that follow a file name, such as ``is damaged``."""

    message: str
    hint: str = ""


def damaged(message: str = "is damaged") -> WorkbookError:
    """Return the error for a file that a spreadsheet program may still be able to mend."""
    return WorkbookError(message, "open it in a spreadsheet program and " + RESAVE)


class Parts:
    """The members of a zip file by name; case and the kind of slash do not matter.

    All of them together may state `most_bytes` as their unpacked size.  Raises `WorkbookError` if
    the file is no Excel workbook or asks for too much.
    """

    def __init__(self, data: bytes, most_bytes: int) -> None:
        if data.startswith(_OLE):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise WorkbookError("is protected by a password", "save it without a password")
            raise WorkbookError("is an old Excel file (.xls)", RESAVE)
        # Directory entries are counted before they become objects ten times their size.  Embedded
        # zip files add theirs, and so may packed bytes, but never as many.
        if data.count(b"PK\x01\x02") > MOST_PARTS:
            raise WorkbookError(f"has more than {MOST_PARTS:,} parts")
        self._most_bytes = most_bytes
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        listed = self._archive.infolist()
        self._members = {_key(info.filename): info for info in listed}
        if len(self._members) < len(listed):  # programs differ in which of the two counts
            raise damaged("has one of its parts twice")
        if sum(info.file_size for info in listed) > most_bytes:
            raise WorkbookError(f"unpacks to more than {most_bytes / 2**20:.3g} MiB")

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def take(self, name: str, share: int = 1) -> bytes:
        """Return a part, once: a small file could have one sheet read a million times.

        It unpacks to no more bytes than the directory says, which were counted; they are at most
        one `share`-th of all that may be.
        """
        info = self._members.pop(_key(name), None)
        if info is None:
            raise damaged("lacks one of its parts, or uses it twice")
        if info.file_size <= self._most_bytes // share and info.compress_type in _BOUNDED:
            with self._archive.open(info) as part:
                content = part.read(info.file_size)  # read() would unpack all before it cuts it off
            if len(content) == info.file_size:
                return content
        raise damaged()


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def parse(xml: bytes, calls: Calls) -> None:
    """Call what belongs to the tags of a part, whose prefixes are free to choose.

    >>> parse(b"<x:a b='1'>c</x:a>", {"a": print, "/a": print})
    {'b': '1'}
    c
    """
    parser = expat.ParserCreate()
    depth = 0
    text: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise damaged()
        text.clear()
        if call := calls.get(tag.rpartition(":")[2]):
            call(attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if call := calls.get("/" + tag.rpartition(":")[2]):
            call("".join(text))

    def refuse(*_: object) -> None:  # entities can be bombs
        raise WorkbookError("declares a document type inside, which is not read", RESAVE)

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)
