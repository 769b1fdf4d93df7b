"""Proposed meetings as calendar files, and what was sent before."""

from peerpair.report.calendars.state import State, read_state, write_state
from peerpair.report.calendars.write import Calendars, make_calendars, write_calendars

__all__ = [
    "Calendars",
    "State",
    "make_calendars",
    "read_state",
    "write_calendars",
    "write_state",
]
