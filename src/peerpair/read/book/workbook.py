"""Excel files as sheets of text cells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from peerpair.read.book.check import Checked, check
from peerpair.read.book.parts import WorkbookError
from peerpair.read.book.scan import MOST_DAMAGED, Plan
from peerpair.read.limits import ReadLimits

_DAY = 86_400
_EXACT = 2**53
"""Whole numbers below it are the number that was typed; above, digits would be made up."""


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
    peerpair.read.book.parts.WorkbookError: is damaged. Maybe open it in a spreadsheet program ...
    """
    checked = check(data, limits)
    try:
        return tuple(_sheets(checked, limits.cells))
    except WorkbookError:
        raise
    except ImportError:
        hint = "pip install python-calamine"
        raise WorkbookError("needs the package python-calamine", hint) from None
    except BaseException as error:
        # A panic of the compiled reader is a BaseException, which nobody expects from a library.
        # What it says may quote the file, so it is not passed on.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            hint = "open it in a spreadsheet program and save it as .xlsx"
            raise WorkbookError("is damaged", hint) from None
        raise


def _sheets(checked: Checked, most_cells: int) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook  # when needed: not all users have workbooks

    book = CalamineWorkbook.from_filelike(io.BytesIO(checked.data))
    day_one = dt.date(1904, 1, 2) if checked.from_1904 else dt.date(1900, 1, 1)
    texts: dict[object, str] = {}  # a schedule repeats few words and dates many times
    left = most_cells
    for index, plan in enumerate(checked.plans):
        sheet = book.get_sheet_by_index(index)
        start = sheet.start  # None if there are no cells
        before = [""] * (start[1] if start else 0)
        rows: list[list[str]] = []
        for cells in sheet.iter_rows() if start else ():
            row = before.copy()
            for cell in cells:
                text = texts.get(cell) if isinstance(cell, str | dt.date) else _text(cell, day_one)
                if text is None:
                    text = cell if isinstance(cell, str) else _text(cell, day_one)
                    texts[cell] = text
                row.append(text)
            rows.append(row + [""] * (plan.columns - len(row)))
        rows += ([""] * plan.columns for _ in range(plan.rows - len(rows)))
        touched, merged = _fill(rows, plan, left)
        left -= touched
        yield Sheet(plan.name, plan.hidden, tuple(map(tuple, rows)), plan.damaged, merged)


def _fill(rows: list[list[str]], plan: Plan, most: int) -> tuple[int, int]:
    """Copy the value of each merged range into its cells; return cells touched and filled.

    A range may reach far below the table, so only its part inside the used area counts.
    """
    touched = filled = 0
    damaged = plan.damaged
    for top, left, bottom, right in plan.merged:
        bottom, right = min(bottom, plan.rows), min(right, plan.columns)
        if top > bottom or left > right:
            continue
        size = (bottom - top + 1) * (right - left + 1)
        touched += size
        if touched > most:
            raise WorkbookError("has too many merged cells")
        value, wrong = rows[top - 1][left - 1], damaged.get((top, left), "")
        if not value and not wrong:
            continue
        filled += size - 1
        for row in range(top, bottom + 1):
            rows[row - 1][left - 1 : right] = [value] * (right - left + 1)
        # What is wrong with the value is wrong in all its copies; what they hide is not seen.
        for place in product(range(top, bottom + 1), range(left, right + 1)) if damaged else ():
            damaged.pop(place, None)
            if wrong and len(damaged) < MOST_DAMAGED:
                damaged[place] = wrong
    return touched, filled


def _text(value: float | dt.date | dt.time | dt.timedelta, day_one: dt.date) -> str:
    """Return a value as the text that a table would have."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return str(int(value)) if abs(value) < _EXACT and value == int(value) else repr(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return "-" * (seconds < 0) + _clock(abs(seconds))
    if isinstance(value, dt.time):
        value = dt.datetime.combine(day_one, value)
    if not isinstance(value, dt.datetime):
        return _clock(0) if value == day_one else value.isoformat()
    # Excel counts in fractions of days: seven o'clock may lie a millisecond before seven.
    midnight = dt.datetime.combine(value.date(), dt.time.min)
    seconds = round((value - midnight).total_seconds())
    if midnight.date() == day_one:  # a shift's end as its start plus 14 hours, shown as 09:00
        return _clock(seconds % _DAY)
    day = (midnight + dt.timedelta(days=seconds // _DAY)).date().isoformat()
    return f"{day} {_clock(seconds % _DAY)}" if seconds % _DAY else day


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{rest:02}" if rest else text
