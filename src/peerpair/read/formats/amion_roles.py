"""Amion's list of roles (report ``34``): recognised, so that a folder of reports is read whole."""

from __future__ import annotations

import re

from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format
from peerpair.read.source import Source
from peerpair.read.tables.grid import ACCOUNT, Head

_ROLE = re.compile(r"\d+\t\S.*")


class AmionRoles(Format):
    """Names of roles: they hold no schedule."""

    kind = "amion_roles"
    title = "Amion list of roles"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return head.lines_are(_ROLE, but=ACCOUNT)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        message = "names roles and says nothing about time"
        draft.issue(IssueKind.COVERAGE, source.at(), message, "not used")
