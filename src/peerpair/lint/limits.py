"""From where on a roster looks odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from peerpair.shapes.basic import Integer
from peerpair.shapes.noun import Noun

Hours = Annotated[int, Integer(0)]
AtLeastOne = Annotated[int, Integer(1)]


@dataclass(frozen=True)
class DutyLimits(Noun):
    """Limits beyond which `lint` reports duties; whatever is exactly at a limit is not reported.

    Parameters
    ----------
    week_hours : int
        Hours of duty a week, averaged over `averaged_weeks` weeks in a row.
    averaged_weeks : int
        Weeks of that average.
    longest_hours : int
        Hours of one duty without a pause: 24, and 4 to hand over.
    least_hours_between : int
        Hours between two duties.
    days_for_a_day_off : int
        Dates in a row of which one should be without duty.
    break_hours : int
        A pause of at most so many hours between two duties that lie on one date, such as a
        morning and an afternoon clinic, is a break and not a rest.

    Raises
    ------
    ProblemError
        If a limit is no whole number, or too small to mean anything.

    Examples
    --------
    >>> DutyLimits(longest_hours=24).week_hours
    80
    """

    week_hours: Hours = 80
    averaged_weeks: AtLeastOne = 4
    longest_hours: Hours = 28
    least_hours_between: Hours = 8
    days_for_a_day_off: AtLeastOne = 7
    break_hours: Hours = 2
