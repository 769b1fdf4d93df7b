"""Groups as Markdown, for an e-mail to all residents."""

from __future__ import annotations

import re
from typing import ClassVar

from peerpair.report.formats.base import Notice
from peerpair.report.residents.invitation import Invitation, Invitations

# Any ASCII punctuation may be escaped; what never means anything inside a line is left readable.
# A dot inside a word would make a link of a web address, in the dialects that look for them.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|#~$^=+:@!]|\.(?=\S)")

_LIST = re.compile(r"^(\d*)([-.)])")


class GroupsMarkdown(Notice):
    """Who is with whom; safe to send to every resident.

    Nobody is named who has no group, and no times are told: these are for each group alone.

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
        lines = [f"# {escape(invitations.title)}", ""]
        if invitations.span:
            lines += [f"{invitations.span}. Each group has been sent its own times.", ""]
        if invitations.note:
            lines += [_paragraph(invitations.note), ""]
        rows = [[str(group.number), _names(group)] for group in invitations.groups]
        if rows:
            lines += [_row(["Group", "Members"]), _row(["---:", "---"]), *map(_row, rows)]
        return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def escape(text: str) -> str:
    r"""Return text on one line that Markdown shows as it stands.

    Examples
    --------
    >>> print(escape("Dr. *Ana* | www.example.com"))
    Dr. \*Ana\* \| www\.example\.com
    """
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def _names(group: Invitation) -> str:
    return escape(", ".join(partner.name for partner in group.partners))


def _paragraph(text: str) -> str:
    """Return text as a paragraph: no list begins with it."""
    return _LIST.sub(r"\1\\\2", escape(text))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
