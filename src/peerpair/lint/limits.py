"""From where on a roster looks odd."""

from __future__ import annotations

from dataclasses import dataclass, fields

from peerpair.text import show

_AT_LEAST_ONE = ("averaged_weeks", "days_for_a_day_off")


@dataclass(frozen=True)
class DutyLimits:
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
    ValueError
        If a limit is no whole number, or too small to mean anything.

    Examples
    --------
    >>> DutyLimits(longest_hours=24).week_hours
    80
    """

    week_hours: int = 80
    averaged_weeks: int = 4
    longest_hours: int = 28
    least_hours_between: int = 8
    days_for_a_day_off: int = 7
    break_hours: int = 2

    def __post_init__(self) -> None:
        for each in fields(self):
            value, least = getattr(self, each.name), int(each.name in _AT_LEAST_ONE)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                message = f"must be a whole number, {least} or more, got {show(value)}"
                raise ValueError(f"{each.name}: {message}")
