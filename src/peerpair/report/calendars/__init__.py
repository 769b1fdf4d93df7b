"""Proposed meetings as calendar files, and what was sent before."""

from peerpair.report.calendars.make import Calendars, Per, make_calendars
from peerpair.report.calendars.state import State, mark_sent, read_state, write_state

__all__ = [
    "Calendars",
    "Per",
    "State",
    "make_calendars",
    "mark_sent",
    "read_state",
    "write_state",
]
