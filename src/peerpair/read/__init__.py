"""Rosters into a `Schedule`: one input format a file, found by content; nothing skipped silently.

A file dropped into `formats` with a `Format` subclass is live.  What formats share lies in rooms:
what a cell, a name and a rotation mean (`dates`, `people`, `rotations`), files as cells (`book`,
`source`), what has been read so far (`draft`, `coverage`), and tables, calendars and JSON exports
that are turned into it (`tables`, `duties`, `ical`, `json_export`).
"""

from peerpair.read.folder import read
from peerpair.read.limits import ReadLimits
from peerpair.read.lists import read_exclusions, read_groups, read_preferences

__all__ = ["ReadLimits", "read", "read_exclusions", "read_groups", "read_preferences"]
