"""Files that are not read, or not to their end: whom they may concern."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.written import read_heading
from peerpair.read.draft import Draft
from peerpair.read.people.names import Names
from peerpair.read.source import PROSE, Source
from peerpair.read.tables.grid import delimiter_of, records

_BETWEEN = re.compile(r"[^\w .'@+-]+|\s{2,}|\s[-\u2013\u2014]\s")
MOST_TEXTS = 100_000
"""Different texts of a file that are looked up; a file with more may mean anybody."""
_LAST = 1000  # lines at the end of a file that the last one is compared with
_JSON = ("{", "[")
_UNCUT = (*_JSON, "BEGIN:VCALENDAR")  # closed by their last line, which their reader looks for


@dataclass(frozen=True)
class Unread:
    """A file or sheet that is not read: whoever is named in it may have duty in it."""

    source: Source
    why: str
    hint: str = ""
    anybody: bool = False  # it may be a roster of everybody, if it names nobody
    kind: IssueKind = IssueKind.FILE
    spoken_of: frozenset[str] = frozenset()  # before its reader failed

    def doubt(self, draft: Draft) -> None:
        """Make everything unknown for those whom it may concern."""
        about, hint = (self.kind, self.source.at(), self.why), self.hint
        ignore = f"{hint}, or list it in ignore if it is no roster".removeprefix(", or ")
        if not self.anybody and self.source.text.lstrip().startswith(_JSON):
            draft.leave_out(*about, hint=hint)  # data of a program, as our documents are
            return
        named = self.spoken_of | _named_in(self.source, draft)
        if cut_at(self.source) or (self.anybody and not named):
            draft.lose(*about, None, hint=ignore)
        elif people := sorted(named & draft.residents.keys()):
            draft.lose(*about, people, hint=ignore)
        elif not self.source.label.lower().endswith(PROSE):
            draft.leave_out(*about, hint=hint)


def cut_at(source: Source) -> int:
    """Return the line in which a table ends too early, or 0.

    Its last line, if nothing ends it, has as many cells as most.
    """
    text = source.text.rstrip(" \t\0\x1a")
    begin = text[:200].lstrip("\ufeff\r\n ").upper()
    if not text or text[-1] in "\r\n" or begin.startswith(_UNCUT):
        return 0
    try:
        lines, delimiter = text.splitlines()[-_LAST:], delimiter_of(source)
        *others, final = [len(next(csv.reader([line], delimiter=delimiter), ())) for line in lines]
    except (csv.Error, ReadError):
        return 0
    usual = [*others[-1:], *(count for count, _ in Counter(others).most_common(1))]
    return text.count("\n") + 1 if final < max(usual, default=0) else 0


def _named_in(source: Source, draft: Draft) -> frozenset[str]:
    """Return the residents whom a file may name, in cells or between the signs of other texts."""
    cells = [cell for row in source.grid or () for cell in row] or [source.text]
    texts = {*cells[: source.grid is not None and len(cells)], source.sheet}
    for part in Path(source.label).with_suffix("").parts:
        texts |= {part, part.replace("_", " ")}
    for cell in cells:
        texts.update(map(str.strip, _BETWEEN.split(cell)))
        if len(texts) > MOST_TEXTS:
            return frozenset(draft.residents)
    people = {who for text in texts if text for who in draft.names.search(text).people}
    return frozenset(people.union(draft.names.tagged(" ".join(cells), texts)))


def pair_columns(source: Source, names: Names, *, headed: bool = False) -> tuple[int, ...]:
    """Return the two columns that name residents in most rows, if there are two and no more.

    A name and an address of one resident are no pair.  Where it must be `headed`, there are none
    if the first row names somebody: it is a pair too.
    """
    header, *rows = [cells for _, cells in records(source)] or [()]
    if headed and any(names.search(cell.strip()).people for cell in header):
        return ()
    people = [
        {
            at: who
            for at, cell in enumerate(cells)
            if cell and (who := names.search(cell.strip()).people)
        }
        for cells in rows
    ]
    counts = Counter(chain.from_iterable(people))
    columns = tuple(sorted(at for at, count in counts.items() if 2 * count >= len(rows)))
    if len(columns) != 2:
        return ()
    apart = any(len({who.get(at) for at in columns} - {None}) > 1 for who in people)
    # Behind dates they do something on them; together they may be the name of one.
    dated = sum(any(map(read_heading, cells[: columns[0]])) for cells in rows)
    both = (", ".join(cells[at] for at in columns if at < len(cells)) for cells in rows)
    named = sum(names.find(text) is not None for text in both)
    return columns if apart and 2 * max(dated, named) < len(rows) else ()
