"""The cells of a workbook as text, read within limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product

from peerpair.model.place import column_number
from peerpair.read.book.parts import Attributes, Calls, WorkbookError, damaged, parse
from peerpair.read.limits import ReadLimits
from peerpair.text import show

_MOST_DAMAGED = 10_000  # damaged cells of a sheet that are told one by one
_MOST_MERGED = 100_000  # merged ranges of a sheet with most of them that is read
_MOST_TEXTS = 500_000  # different texts of a workbook with most of them that is read
_LONGEST_TEXT = 2**20  # letters of a cell; spreadsheet programs stop at 32,767
_EXACT = 2**53  # whole numbers below it are the number that was typed; above, digits are made up
_DAY = 86_400
_EMPTY = "delete what is below and to the right of the table, also what looks empty"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ERROR = re.compile(r"#[A-Z0-9/_]{1,20}[!?]?")
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # halves of letters stay as told
_FLAGS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE", "": ""}
_DATES = (*range(14, 23), 45, 47, *range(27, 37), *range(50, 59))  # from 27 on of East Asia
_USUAL_FORMS = {**dict.fromkeys(map(str, _DATES), "date"), "46": "hours"}
"""What numbers are in the formats that have a number and no code."""
_ASIDE = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE)


class Texts:
    """Reads texts that are made of runs, without the readings of their letters."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self._preserve = False
        self.calls: Calls = {
            "t": self._open_text,
            "/t": self._close_text,
            "rPh": lambda _: self.calls.pop("/t"),  # how letters are read aloud
            "/rPh": lambda _: self.calls.update({"/t": self._close_text}),
        }

    def whole(self) -> str:
        """Return the runs as one text."""
        text = "".join(self.runs)
        if len(text) > _LONGEST_TEXT:
            raise WorkbookError("has a cell with too much text")
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text

    def _open_text(self, attributes: Attributes) -> None:
        self._preserve = attributes.get("xml:space") == "preserve"

    def _close_text(self, text: str) -> None:
        self.runs.append(text if self._preserve else text.strip())


class Book:
    """What the cells of all sheets share, and how much they have come to."""

    def __init__(self, limits: ReadLimits, day_zero: date) -> None:
        self.limits = limits
        self.day_zero = day_zero
        self.strings = {"": ""}  # by number
        self.forms: dict[str, str] = {}  # what numbers are, by the number of a style
        self.cells = self.merged = 0  # of the sheets so far
        self.letters = 0

    def read_strings(self, xml: bytes) -> None:
        """Read the texts that cells name by their numbers."""
        texts, most = Texts(), min(self.limits.cells, _MOST_TEXTS)

        def close(_: str) -> None:
            if len(self.strings) > most:
                raise WorkbookError(f"has more than {most:,} texts")
            self.strings[str(len(self.strings) - 1)] = texts.whole()

        texts.calls |= {"si": lambda _: texts.runs.clear(), "/si": close}
        parse(xml, texts.calls)

    def read_styles(self, xml: bytes) -> None:
        """Read which styles make numbers dates or hours."""
        forms, used = dict(_USUAL_FORMS), list[str]()
        calls: Calls = {
            "numFmt": lambda a: forms.update({a["numFmtId"]: form_of(a["formatCode"])}),
            "cellXfs": lambda _: used.clear(),  # those before it are of named styles
            "xf": lambda a: used.append(a.get("numFmtId", "")),
            # What follows is of rules, which give the same numbers to formats of their own.
            "/numFmts": lambda _: calls.pop("numFmt"),
            "/cellXfs": lambda _: calls.pop("xf"),
        }
        parse(xml, calls)
        self.forms = {str(at): forms[form] for at, form in enumerate(used) if forms.get(form)}


class Sheet(Texts):
    """One sheet as text."""

    def __init__(self, name: str, hidden: bool, book: Book, xml: bytes) -> None:
        super().__init__()
        self.name = name
        self.hidden = hidden  # the user of a spreadsheet program does not see it
        self.damaged: dict[tuple[int, int], str] = {}  # row, column from 1 on -> what is wrong
        self.merged = 0  # cells that were filled because they are merged with another
        self._lines: list[list[str]] = []
        self._columns = 0
        self._areas: list[tuple[int, int, int, int]] = []  # first row and column, last ones
        self._book = book
        self._row, self._column = 0, 1  # of the next cell without a reference
        self._filled = 0
        self._cell: Attributes = {}
        self._seen: set[str] = set()  # tags without a value of their own
        self._kinds: dict[str, Callable[[str], str]] = {
            "n": self._number,
            "s": book.strings.__getitem__,
            "b": _FLAGS.__getitem__,
            "d": self._moment,
            "str": str,
            "inlineStr": str,
            "e": lambda _: "",
        }
        self.calls |= {
            "sheetData": lambda _: self._seen.add("sheetData"),
            "row": self._open_row,
            "c": self._open_cell,
            "f": lambda _: self._seen.add("f"),
            "/v": self.runs.append,
            "/c": self._close_cell,
            "mergeCell": self._take_area,
        }
        parse(xml, self.calls)
        if "sheetData" not in self._seen:
            raise damaged(f"has no cells in the sheet {show(name)}")
        for row in self._lines:
            row += [""] * (self._columns - len(row))
        book.cells += len(self._lines) * self._columns
        self._fill()
        self.rows: tuple[tuple[str, ...], ...] = tuple(map(tuple, self._lines))  # from A1 on

    def _fill(self) -> None:
        """Copy the value of each merged range into its cells."""
        for top, left, bottom, right in self._areas:
            # A range may reach far below the table.
            bottom, right = min(bottom, len(self._lines)), min(right, self._columns)
            if top > bottom or left > right:
                continue
            self._book.merged += (bottom - top + 1) * (right - left + 1)
            if self._book.merged > self._book.limits.cells:  # they overlap
                raise WorkbookError("has too many merged cells")
            value, wrong = self._lines[top - 1][left - 1], self.damaged.get((top, left), "")
            if not value and not wrong:
                continue
            # What is wrong with the value is wrong in all its copies; what they hide is not seen.
            for row, column in product(range(top, bottom + 1), range(left, right + 1)):
                self.merged += (row, column) != (top, left)
                self._lines[row - 1][column - 1] = value
                self.damaged.pop((row, column), None)
                if wrong and len(self.damaged) < _MOST_DAMAGED:
                    self.damaged[row, column] = wrong

    def _open_row(self, attributes: Attributes) -> None:
        self._row = _place("A" + attributes["r"])[0] if "r" in attributes else self._row + 1
        self._column = 1

    def _open_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._seen.discard("f")
        self.runs.clear()

    def _close_cell(self, _: str) -> None:
        place = self._cell.get("r")
        row, column = _place(place) if place else (self._row, self._column)
        self._column = column + 1
        formula = "f" in self._seen
        if not self.runs and not formula:
            return  # it has nothing but a style
        kind, said, wrong = self._cell.get("t", "n"), self.whole(), ""
        text = self._kinds[kind](said)
        if kind == "e":
            wrong = f"an error value ({said})" if _ERROR.fullmatch(said) else "an error value"
        elif formula and not said and not (self.runs and kind == "str"):
            wrong = "a formula without a stored result"  # one may well result in no text: =""
        self._put(row, column, text)
        if wrong and len(self.damaged) < _MOST_DAMAGED:
            self.damaged[row, column] = wrong

    def _put(self, row: int, column: int, text: str) -> None:
        book, limits = self._book, self._book.limits
        self._filled += 1
        if row > len(self._lines) or column > self._columns or self._filled > limits.cells:
            rows, self._columns = max(row, len(self._lines)), max(column, self._columns)
            cells = book.cells + max(self._filled, rows * self._columns)
            for what, count in (("rows", rows), ("columns", self._columns), ("cells", cells)):
                if count > (most := getattr(limits, what)):
                    raise WorkbookError(f"has more than {most:,} {what}", _EMPTY)
            self._lines += ([] for _ in range(rows - len(self._lines)))
        book.letters += len(text)
        if book.letters > limits.workbook_bytes:
            raise WorkbookError("repeats long texts too often")
        cells_of_row = self._lines[row - 1]
        cells_of_row += [""] * (column - len(cells_of_row))
        cells_of_row[column - 1] = text

    def _number(self, stored: str) -> str:
        form = self._book.forms.get(self._cell.get("s", ""), "")
        return number_text(stored, form, self._book.day_zero)

    def _moment(self, stored: str) -> str:
        """Return a moment that is told in words (ISO 8601) as its number would be shown."""
        day_zero = self._book.day_zero
        told = f"{day_zero}T{stored}" if ":" in stored[:3] else stored  # a time alone
        try:
            passed = datetime.fromisoformat(told) - datetime.combine(day_zero, time())
        except (ValueError, TypeError):  # the latter: it has an offset
            return stored
        return number_text(repr(passed / timedelta(1)), "date", day_zero)

    def _take_area(self, attributes: Attributes) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        rows, columns = zip(_place(first), _place(last or first), strict=True)
        self._areas.append((min(rows), min(columns), max(rows), max(columns)))
        if len(self._areas) > _MOST_MERGED:
            raise WorkbookError(f"has more than {_MOST_MERGED:,} merged ranges")


def form_of(code: str) -> str:
    """Return what a format makes of numbers: a date, hours beyond a day, or nothing.

    >>> form_of("[$-409]d-mmm;@"), form_of("[h]:mm"), form_of('0.0 "days"')
    ('date', 'hours', '')
    """
    plain = _ASIDE.sub("", code).partition(";")[0].casefold()
    first = next((letter for letter in plain if letter in "[dmyhs"), "")
    return "hours" if first == "[" else "date" if first else ""


@lru_cache(maxsize=4096)  # a schedule repeats few dates many times
def number_text(stored: str, form: str, day_zero: date) -> str:
    """Return a number as spreadsheet programs show it; before the first day there are no times.

    >>> number_text("46237.2916666", "date", date(1899, 12, 30)), number_text("3.0", "", date.min)
    ('2026-08-03 07:00', '3')
    """
    try:
        number = float(stored)
        seconds = round(number * _DAY)  # days in fractions: seven o'clock may lie just before seven
    except (ValueError, OverflowError):
        return stored
    days, clock = divmod(seconds, _DAY)
    if form == "hours" and number >= 0:
        return _clock(seconds)
    if form == "date" and 0 <= number < 2:  # a shift's end as its start plus 14 hours
        return _clock(clock)
    if form == "date" and 0 <= days <= (date.max - day_zero).days:
        days += days < 60 and day_zero.year < 1904  # a 29 February 1900 is counted
        day = day_zero + timedelta(days)
        return f"{day} {_clock(clock)}" if clock else str(day)
    return str(int(number)) if abs(number) < _EXACT and number == int(number) else repr(number)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{rest:02}" if rest else text


_number_of = lru_cache(maxsize=2048)(column_number)


def _place(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    row = int(match[2]) if match else 0
    if match is None or not row:
        raise damaged("has a row or a cell without a proper number")
    return row, _number_of(match[1])
