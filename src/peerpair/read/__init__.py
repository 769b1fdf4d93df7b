"""Rosters into a `Schedule`: one input format a file, found by content; nothing skipped silently.

A file dropped into this folder with a `Format` subclass is live.
"""

from peerpair.read.folder import read
from peerpair.read.lists import read_exclusions, read_groups, read_preferences

__all__ = ["read", "read_exclusions", "read_groups", "read_preferences"]
