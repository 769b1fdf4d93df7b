"""Which zone the calendars of a folder name, and whether it is the one that is set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from peerpair.errors import ReadError
from peerpair.model.settings import Horizon
from peerpair.model.time import Clock, is_zone
from peerpair.read.ical.zones import iana_name
from peerpair.read.source import list_folder, unopened

_ZONES = re.compile(r"(?:X-WR-TIMEZONE:|TZID[:=])\"?([^\":;\r\n]{1,200})")
_ZONE_BYTES = 2**20
_CALENDARS = (".ics", ".ical", ".ifb")


def usual_zone(folder: Path) -> tuple[str, bool] | None:
    r"""Return the zone that more calendars of a folder name than any other, if one names any.

    Returns
    -------
    (str, bool) or None
        The zone, and whether most of the calendars that name zones name it.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.ics").write_text("DTSTART;TZID=America/Chicago:20260803T070000\r\n")
    >>> usual_zone(folder)
    ('America/Chicago', True)
    """
    counts: Counter[str] = Counter()
    calendars = 0
    for path, label in list_folder(folder):
        if label.lower().endswith(_CALENDARS):
            zones = [*_zones_of(path, label)]
            counts.update(zones)
            calendars += bool(zones)
    if not counts:
        return None
    best = min(counts, key=lambda name: (-counts[name], name))
    return best, 2 * counts[best] > calendars


def other_zone(folder: Path, zone: str, horizon: Horizon) -> str:
    """Return the zone that most calendars name where its clocks differ from ours, or nothing."""
    usual = usual_zone(folder)
    if usual is None or not usual[1]:
        return ""
    ours, theirs = Clock(zone), Clock(usual[0])
    days = [horizon.start + timedelta(days=day) for day in range(horizon.days + 1)]
    same = all(ours.midnight(day) == theirs.midnight(day) for day in days)
    return "" if same else usual[0]


def _zones_of(path: Path, label: str) -> Iterator[str]:
    """Yield the zones that a calendar names, each once."""
    try:
        if unopened(path, label):
            return
        with open(path, "rb") as file:
            text = file.read(_ZONE_BYTES).decode("utf-8", "replace")
    except (OSError, ReadError):
        return
    names = {iana_name(name.strip()) for name in _ZONES.findall(text)}
    yield from (name for name in names if name is not None and name != "UTC" and is_zone(name))
