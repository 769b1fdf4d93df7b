"""Proposed meetings as calendar files, and what was sent before."""

from peerpair.report.calendars.state import State, mark_sent, read_state, write_state
from peerpair.report.calendars.write import Calendars, make_calendars, write_calendars

__all__ = [
    "Calendars",
    "State",
    "make_calendars",
    "mark_sent",
    "read_state",
    "write_calendars",
    "write_state",
]
