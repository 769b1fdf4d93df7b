"""What may be sent: a folder for residents, and for the coordinator who gets which file of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from peerpair.files import OURS, write_whole
from peerpair.model.problem import Problem
from peerpair.registry import family
from peerpair.report.base import Notice
from peerpair.report.calendars import write_calendars
from peerpair.report.invitation import Invitations, Partner
from peerpair.report.resident_page import resident_pages
from peerpair.report.table import csv_bytes

__all__ = ["FOLDER", "Sending"]

FOLDER = "for-residents"
"""The folder, beside the report, of which everything may be sent."""

_PAGES = re.compile(r"(?:group-\d{3,}|not-matched)\.html", re.ASCII)


@dataclass(frozen=True)
class Sending:
    """The files for residents, put together.

    Attributes
    ----------
    problem : Problem
        For the order of the residents, and the dates that are spoken of.
    invitations : Invitations
        All that residents may see.
    files : mapping of str to bytes
        Pages, one for each group, and texts for all residents.
    """

    problem: Problem
    invitations: Invitations
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, problem: Problem, invitations: Invitations) -> Sending:
        """Put the files together."""
        files = resident_pages(invitations)
        for known in family("report").values():
            if issubclass(known, Notice) and known.stem:
                made = known()
                files[f"{made.stem}{made.suffix}"] = made.write(invitations)
        return cls(problem, invitations, files)

    def write(
        self,
        folder: Path,
        *,
        per: Literal["group", "resident"] = "group",
        state: str | os.PathLike[str] | None = None,
        organizer: str | None = None,
    ) -> tuple[Path, bytes]:
        """Write the folder; pages of an earlier result that have no successor are removed.

        Parameters
        ----------
        folder : Path
            The report's.
        per, organizer
            As in `peerpair.report.calendars.write_calendars`.
        state : path, optional
            The memory of what was sent; without one there are no calendars.

        Returns
        -------
        path : Path
            The folder.
        table : bytes
            Who gets which file, for the coordinator, as CSV.
        """
        target = folder / FOLDER
        target.mkdir(parents=True, exist_ok=True)
        receivers: Mapping[str, tuple[str, ...]] = {}
        if state is not None:
            horizon = self.problem.horizon
            receivers = write_calendars(
                self.invitations,
                target,
                state,
                per=per,
                order=[resident.id for resident in self.problem.residents],
                organizer=organizer or None,
                dates=(horizon.start, horizon.end) if horizon else None,
            ).receivers
        for name, data in self.files.items():
            write_whole(target / name, data)
        if (folder / OURS).exists():  # the folder is of our making
            for path in target.iterdir():
                if _PAGES.fullmatch(path.name) and path.name not in self.files:
                    path.unlink()
        return target, csv_bytes(("file", "residents", "ids"), self._rows(receivers))

    def _rows(self, receivers: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
        """Yield who gets which file: pages in the order of the groups, then calendars."""
        people = {
            partner.id: partner
            for partner in (
                *(partner for group in self.invitations.groups for partner in group.partners),
                *self.invitations.unplaced,
            )
        }
        pages = [name for name in self.files if name.startswith("group-")]
        for name, group in zip(pages, self.invitations.groups, strict=True):
            yield _row(name, group.partners)
        if self.invitations.unplaced:
            yield _row("not-matched.html", self.invitations.unplaced)
        for name, ids in receivers.items():
            yield _row(name, [people.get(one, Partner(one, one)) for one in ids])


def _row(name: str, partners: Sequence[Partner]) -> tuple[str, str, str]:
    return name, ", ".join(p.name for p in partners), ", ".join(p.id for p in partners)
