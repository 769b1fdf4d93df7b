"""Rosters into a `Schedule`: one input format a file, found by content; nothing skipped silently.

A file dropped into this folder with a `Format` subclass is live.  What formats share is in
`common`; calendars and workbooks have rooms of their own, `ical` and `book`.
"""

from peerpair.read.folder import read
from peerpair.read.limits import ReadLimits
from peerpair.read.lists import read_exclusions, read_groups, read_preferences

__all__ = ["ReadLimits", "read", "read_exclusions", "read_groups", "read_preferences"]
