"""The files of one call: what each is, and in which order they are read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import cast

from peerpair.errors import Fault, ReadError
from peerpair.model.schedule import IssueKind, ReadFile, Topic
from peerpair.read.concerned import Unread, cut_at, pair_columns
from peerpair.read.dates.order import Orders, orders_in
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.formats.templates_csv import add_defaults
from peerpair.read.layout.find import Finder
from peerpair.read.lists import list_kind, list_title
from peerpair.read.mapping import Mappings
from peerpair.read.source import HIDDEN, Source, list_folder, load, unopened
from peerpair.read.tables.grid import Head, all_rows, head_of
from peerpair.read.tables.headers import KNOWN
from peerpair.registry import family
from peerpair.text import show

_EVIDENCE = 20_000  # cells in which the order of day and month is looked for
Failure = tuple[type[Format], Exception]
"""A format, and what its reader raised."""


class Files:
    """The files of one call, each sheet with its format."""

    def __init__(
        self, sources: list[Path], mappings: Mappings, draft: Draft, without: frozenset[str]
    ) -> None:
        self._mappings = mappings
        self._draft = draft
        self._folders = [path for path in sources if os.path.isdir(path)]
        self._sources: dict[Path, list[Source]] = {}
        self._single: set[Path] = set()
        self._formats: dict[Source, type[Format]] = {}
        self._unknown: dict[Source, str] = {}
        self._unread: list[Unread] = []
        self._faults: list[Fault] = []
        # Of the sources alone: a way back to the files would keep them beyond the call.
        draft.order_elsewhere = lru_cache(1)(partial(_order, self._formats, self._unknown))
        for path in sources:
            if os.path.isdir(path):
                for file, label in list_folder(path):
                    with self._kept():
                        if label in without:
                            continue
                        if why := unopened(file, label):
                            self._unread.append(Unread(Source(file, label), *why, anybody=True))
                        else:
                            self._load(file, label)
            else:
                self._single.add(self._load(path, ""))

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep what is wrong with a file as a whole, so that it does not hide the next."""
        try:
            yield
        except ReadError as error:
            if self._draft.strict:
                raise
            self._faults += error.faults

    def _load(self, path: Path, label: str) -> Path:
        key = Path(os.path.abspath(path))
        if key not in self._sources:
            self._sources[key] = load(path, label, self._mappings, self._draft.limits)
        return key

    def name(self, kind: str, paths: list[Path]) -> None:
        """Take files as of a kind because the caller says so."""
        for path in paths:
            # "residents.csv" beside a folder means the one inside it, if there is one.
            inside = next((f for f in self._folders if os.path.isfile(f / path)), None)
            key = self._load(inside / path, path.as_posix()) if inside else self._load(path, "")
            form = formats()[kind]
            for source in self._sources[key]:
                # The residents of an Amion account are a list of their own.
                fits = [f for f in fitting(head_of(source)) if f.order == form.order]
                self._formats[source] = fits[0] if fits and form.order == 0 else form

    def recognise(self, *, without_residents: bool) -> None:
        """Find the format of the other files and sheets."""
        for source in chain.from_iterable(self._sources.values()):
            if source not in self._formats:
                with self._kept():
                    self._recognise(source, without_residents)

    def _recognise(self, source: Source, without_residents: bool) -> None:
        mapping, draft = source.mapping, self._draft
        if source.grid is not None and not any(any(row) for row in source.grid):
            return  # the empty sheets that a new workbook has
        if HIDDEN in source.notes:
            self._unread.append(Unread(source, HIDDEN))
            return
        head = head_of(source)
        failures: list[Failure] = []
        fits = fitting(head, failures)
        if mapping.kind:
            form = formats().get(mapping.kind)
            if form is None:
                message, hint = f"unknown format {show(mapping.kind)}", ", ".join(formats())
                raise ReadError(source.at(), message, f"one of {hint}", IssueKind.FILE)
            fits = [form]
        elif kind := list_kind(head):
            draft.sources.append(ReadFile.of(source.at(), kind, list_title(kind)))
            return
        if len(fits) > 1:
            titles = " or ".join(fit.title for fit in fits)
            hint = "name it with residents=, templates= or absences=, or in a mapping file"
            raise ReadError(source.at(), f"may be {titles}", hint, IssueKind.FILE)
        if fits and fits[0].order == Order.RESIDENTS and without_residents:
            # It names everybody, and nobody's duty.
            message = "another residents file was named"
            draft.leave_out(IssueKind.FILE, source.at(), message)
        elif fits:
            self._formats[source] = fits[0]
        elif failures:
            self._failed(source, *failures[0])
        elif head.trouble:
            self._unfit(source, head.trouble)
        else:
            self._unknown[source] = _advice(head)

    def _recognise_by_people(self) -> None:
        """Look again at what no format knows by its header, now that the residents are known."""
        names = self._draft.names
        for source, form in self._formats.items():
            # A table of blocks that goes on with a column for each resident.
            if form.order == Order.BLOCKS and Finder(source, self._draft).fits():
                self._formats[source] = formats()["matrix"]
        for source, advice in self._unknown.items():
            with self._kept():
                if Finder(source, self._draft).fits():
                    self._formats[source] = formats()["matrix"]
                elif pair_columns(source, names):
                    title = "may be a list of confidential pairs, which is read on its own"
                    self._draft.sources.append(ReadFile.of(source.at(), "exclusions", title))
                else:
                    self._unfit(source, advice)

    def _unfit(self, source: Source, advice: str) -> None:
        """Leave out what is no roster; the only file that was asked for must be one."""
        message = "is no roster that peerpair knows"
        if Path(os.path.abspath(source.path)) in self._single and not source.sheet:
            raise ReadError(source.at(), message, advice, IssueKind.FILE)
        self._unread.append(Unread(source, message, advice))

    def _failed(self, source: Source, form: type[Format], error: Exception) -> None:
        """Note that a reader failed; its file may hold duty of anybody whom it names."""
        # Not what the error says: it may quote anything.
        why = f"the reader of {form.title or form.kind} failed ({type(error).__name__})"
        said = self._draft.coverage.spoken_of
        self._unread.append(Unread(source, why, "", True, IssueKind.READER, said))

    def read_all(self, default_templates: bool) -> None:
        """Read the files in the order of their formats."""
        draft = self._draft
        for stage in Order:
            if stage > Order.RESIDENTS and not draft.residents:
                break
            if stage == Order.BLOCKS and default_templates:
                add_defaults(draft)
            if stage == Order.ALIASES or (stage == Order.TEMPLATES and draft.aliases):
                draft.know_people()
            if stage == Order.ROSTERS:
                self._recognise_by_people()
            for source, form in self._formats.items():
                if form.order == stage:
                    with self._kept():
                        self._read(source, form)
                    draft.close_file(source, cut_at(source) if stage else 0)
        if self._faults:
            raise ReadError.of(self._faults)
        if not draft.residents:
            hint = "a table with the columns id,name,specialty,pgy,site; a list of names alone "
            hint += "must be named with residents=... (--residents)"
            where = ", ".join(map(str, self._folders)) or "source"
            raise ReadError(where, "no residents were found", hint, IssueKind.NO_RESIDENTS)
        for each in self._unread:
            each.doubt(draft)

    def _read(self, source: Source, form: type[Format]) -> None:
        draft, place = self._draft, source.at()
        for note in source.notes:
            draft.issue(IssueKind.FILE, place, note, "check it", Topic.CHANGED)
        try:
            form.read(source, draft)
        except ReadError:
            raise
        except Exception as error:  # the reader may be anybody's
            self._failed(source, form, error)
            return
        blocks = draft.blocks.values() if form.order == Order.BLOCKS else ()
        periods = dict.fromkeys(chain(*draft.tables.values(), blocks))
        draft.sources.append(ReadFile.of(place, form.kind, form.title, [*draft.tables], [*periods]))


def _order(*groups: Iterable[Source]) -> Orders:
    """Return what all sources show of the order of day and month, if they agree."""
    shown: Orders = {}
    for source in chain.from_iterable(groups):
        with suppress(ReadError):
            rows = ((at, enumerate(cells, 1)) for at, cells in all_rows(source))
            cells = ((source.at(at, n), text) for at, row in rows for n, text in row)
            shown |= orders_in(islice(cells, _EVIDENCE))
    return shown if len(shown) == 1 else {}


def formats() -> Mapping[str, type[Format]]:
    """Return the input formats by kind."""
    return cast("Mapping[str, type[Format]]", family("read.formats"))


def fitting(head: Head, failures: list[Failure] | None = None) -> list[type[Format]]:
    """Return the formats that a file or sheet may have; those that fail to say are `failures`."""
    fits: list[type[Format]] = []
    for form in formats().values() if not list_kind(head) else ():
        try:
            fits += [form] if form.sniff(head) else []
        except Exception as error:  # the format may be anybody's
            if failures is not None:
                failures.append((form, error))
    return fits


def _advice(head: Head) -> str:
    # It may be a list of exclusions without a header, whose first line would give people away.
    names = sorted(head.names & KNOWN)
    have = f" (it has {', '.join(names)})" if names else ""
    return f"a mapping file can say what its columns mean{have}"
