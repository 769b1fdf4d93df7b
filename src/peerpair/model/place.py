"""Where something stands in an input."""

from __future__ import annotations


class Place(str):
    """A place in an input as text, such as ``calls.csv:14`` or ``year.xlsx [Blocks] C7``.

    Attributes
    ----------
    file : str
        The file, as its path inside the folder that was read.
    sheet : str
        The sheet of a workbook, or the empty string.
    line : int
        Line of a text file, row of a sheet; 0 = the file as a whole.
    column : int
        Column of a table, the first being 1; 0 = the whole line.
    unit : str
        What `line` counts where it is not lines, such as ``entry``; or empty.

    Examples
    --------
    >>> place = Place.of("year.xlsx", 7, sheet="Blocks", column=28)
    >>> place, place.line
    ('year.xlsx [Blocks] AB7', 7)
    """

    __slots__ = ("column", "file", "line", "sheet", "unit")

    file: str
    sheet: str
    line: int
    column: int
    unit: str

    @classmethod
    def of(
        cls, file: str, line: int = 0, *, sheet: str = "", column: int = 0, unit: str = ""
    ) -> Place:
        """Return the place of a line, a cell, or what else a file is counted in (`unit`)."""
        if sheet and line:
            text = f"{file} [{sheet}] {letters(column) if column else 'row '}{line}"
        elif sheet:
            text = f"{file} [{sheet}]"
        elif line and unit:
            text = f"{file} {unit} {line}"
        elif line and column:
            text = f"{file}:{line} column {column}"
        else:
            text = f"{file}:{line}" if line else file
        place = cls(text)
        place.file, place.line, place.sheet = file, line, sheet
        place.column, place.unit = column, unit
        return place

    def __reduce__(self) -> tuple[object, ...]:
        # An Issue goes through pickle when a solve runs in a process of its own.
        return _rebuilt, (self.file, self.line, self.sheet, self.column, self.unit)


def _rebuilt(file: str, line: int, sheet: str, column: int, unit: str) -> Place:
    return Place.of(file, line, sheet=sheet, column=column, unit=unit)


def letters(column: int) -> str:
    """Return the letters of a column of a spreadsheet, the first being 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    """Return the column that letters name, the first being 1.

    >>> column_number("A"), column_number("AB"), letters(28)
    (1, 28, 'AB')
    """
    number = 0
    for letter in text.upper():
        number = 26 * number + ord(letter) - 64
    return number
