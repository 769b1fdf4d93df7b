"""Groups as Markdown, for an e-mail to all residents."""

from __future__ import annotations

import re
from typing import ClassVar

from peerpair.report.base import Notice
from peerpair.report.invitation import Invitation, Invitations
from peerpair.report.words import meetings_text

__all__ = ["GroupsMarkdown", "escape"]

_SINGLE = 4
"""Times outside a weekly series that one line of the table names."""

# Any ASCII punctuation may be escaped; what never means anything inside a line is left readable.
# A dot inside a word would make a link of a web address, in the dialects that look for them.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|#~$^=+:@!]|\.(?=\S)")


class GroupsMarkdown(Notice):
    """Who is with whom and when they meet; safe to send to every resident.

    Nobody is named who has no group, and nobody who is missing at a time.

    Examples
    --------
    >>> GroupsMarkdown().stem + GroupsMarkdown().suffix
    'groups.md'
    """

    kind: ClassVar[str] = "groups_md"
    suffix: ClassVar[str] = ".md"
    stem: ClassVar[str] = "groups"

    def write(self, invitations: Invitations) -> bytes:
        """Return the whole text."""
        timed = bool(invitations.span)
        lines = [f"# {escape(invitations.title)}", ""]
        if timed:
            zone = escape(invitations.timezone)
            lines += [f"{invitations.span}. Times are local ({zone}).", ""]
        head = ["Group", "Members", *(["When you could meet"] if timed else [])]
        rows = [
            [str(g.number), _names(g), *([_times(g)] if timed else [])] for g in invitations.groups
        ]
        if rows:
            lines += [_row(head), _row(["---:", *["---"] * (len(head) - 1)]), *map(_row, rows)]
        return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def escape(text: str) -> str:
    r"""Return text on one line that Markdown shows as it stands.

    Examples
    --------
    >>> print(escape("Dr. *Ana* | www.example.com"))
    Dr. \*Ana\* \| www\.example\.com
    """
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def _names(group: Invitation) -> str:
    return escape(", ".join(partner.name for partner in group.partners))


def _times(group: Invitation) -> str:
    return meetings_text(group.weekly, group.single, most=_SINGLE) or "to be agreed"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
