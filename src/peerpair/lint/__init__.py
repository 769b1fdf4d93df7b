"""What looks odd in a roster itself: overlaps, long weeks, short rests, gaps, names alike.

It is no duty-hour compliance checker: it finds what is worth a second look before a round is
planned, and knows neither exceptions nor the rules of any place.
"""

from peerpair.lint.limits import DutyLimits
from peerpair.lint.rules import lint

__all__ = ["DutyLimits", "lint"]
