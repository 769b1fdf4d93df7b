"""The page of a group for its members: who they are, and when they could meet."""

from __future__ import annotations

from peerpair.report.page import render
from peerpair.report.residents.invitation import (
    NOT_MATCHED,
    WELCOME,
    Invitation,
    Invitations,
    stems,
)
from peerpair.report.words import meetings_text, window_text

NOT_MATCHED_PAGE = "not-matched.html"
"""The one page for all residents without a group."""


_SINGLE = 3
"""Times outside a weekly series that its sentence names; all are in the list below it."""


def resident_pages(invitations: Invitations) -> dict[str, bytes]:
    """Return one page for each group, and one for all residents without a group.

    The names of the files come from the numbers of the groups alone.

    Parameters
    ----------
    invitations : Invitations
        All that residents may see.

    Returns
    -------
    dict
        Name of each file, such as ``group-007.html`` or ``not-matched.html``, to its bytes.

    Raises
    ------
    MissingLibraryError
        If jinja2 is not installed.

    Examples
    --------
    >>> from peerpair.report.residents.invitation import Partner
    >>> group = Invitation(1, (Partner("a", "Ana"), Partner("b", "Ben")))
    >>> sorted(resident_pages(Invitations("Round 1", "", "", (group,), (Partner("c", "Cal"),))))
    ['group-001.html', 'not-matched.html']
    """
    groups = invitations.groups
    names = stems("group", [group.number for group in groups])
    pages = {
        f"{name}.html": _page(invitations, group) for name, group in zip(names, groups, strict=True)
    }
    if invitations.unplaced:
        pages[NOT_MATCHED_PAGE] = _page(invitations)
    return pages


def _page(invitations: Invitations, group: Invitation | None = None) -> bytes:
    """Return one page; nothing on it comes from anywhere but an invitation."""
    zone, weekly, times = invitations.timezone, "", []
    if group is not None:
        if group.weekly:
            weekly = meetings_text(group.weekly, group.single, most=_SINGLE, zone=zone)
        meetings = sorted((*group.weekly, *group.single), key=lambda meeting: meeting.start)
        year = len({meeting.start.year for meeting in meetings}) > 1
        times = [
            (window_text(meeting.start, meeting.end, zone=zone, year=year), meeting.missing)
            for meeting in meetings
        ]
    return render(
        "resident.html.j2",
        styles=("base.css", "resident.css"),
        view=invitations,
        group=group,
        weekly=weekly,
        times=times,
        not_matched=NOT_MATCHED,
        welcome=WELCOME,
    )
