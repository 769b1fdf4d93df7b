"""All rules over one roster."""

from __future__ import annotations

from datetime import date

from peerpair.errors import check_argument
from peerpair.lint.alike import names_alike
from peerpair.lint.hours import long_weeks
from peerpair.lint.known import no_schedule, partly_known
from peerpair.lint.limits import DutyLimits
from peerpair.lint.overlaps import duties_at_once, duties_while_away
from peerpair.lint.rest import long_duties, no_days_off, short_rests
from peerpair.lint.roster import see
from peerpair.model.schedule import Issue, Schedule
from peerpair.model.settings import Horizon

_OF_A_PERSON = (
    duties_at_once,
    duties_while_away,
    long_weeks,
    long_duties,
    short_rests,
    no_days_off,
    no_schedule,
)
_OF_ALL = (partly_known, names_alike)
_STANDARD = DutyLimits()


def lint(
    schedule: Schedule, start: date, end: date, limits: DutyLimits = _STANDARD
) -> tuple[Issue, ...]:
    """Return what looks odd in a roster itself; nothing is changed.

    This is no duty-hour compliance checker.  It knows the hours that were read and nothing of
    exceptions, of work from home, or of the rules of any place.  It points at what is more likely
    a slip in a roster, or in the hours of a rotation, than somebody's real week.

    Parameters
    ----------
    schedule : Schedule
        As read.
    start, end : date
        The dates ``[start, end)`` that are looked at.
    limits : DutyLimits
        From where on something is odd.

    Returns
    -------
    tuple of Issue
        Rule by rule, residents in document order; inactive ones are left out.  One issue tells of
        everything of its rule for a resident, overlaps apart, which have one for each pair of
        kinds.  Soft entries and absences are no duty.

    Raises
    ------
    ProblemError
        If `end` is not after `start`.

    Examples
    --------
    >>> from peerpair.model.resident import Resident
    >>> from peerpair.model.schedule import Assignment
    >>> call = Assignment("r1", "2026-08-03T07:00", "2026-08-04T13:00", "call")
    >>> schedule = Schedule([Resident("r1")], [call], "America/Chicago")
    >>> for issue in lint(schedule, date(2026, 8, 3), date(2026, 8, 31)):
    ...     print(issue.message)
    30 h of duty without a pause, more than 28 h: Mon 2026-08-03 07:00 to Tue 2026-08-04 13:00
    """
    check_argument("schedule", schedule, Schedule)
    check_argument("limits", limits, DutyLimits)
    horizon = Horizon(start, end)
    roster = see(schedule, horizon, limits)
    issues: list[Issue] = []
    for rule in _OF_A_PERSON:
        for person in roster.people:
            issues += rule(person, roster)
    for cohort_rule in _OF_ALL:
        issues += cohort_rule(roster)
    return tuple(issues)
