"""What version 1 of the generator knows about programmes and rotations.

Never edit these tables: stored results name the generator's version and rest on them.  A better
hospital is a version 2 beside them.  Hours, patterns and sizes follow the published call policies
and class sizes of teaching hospitals in the United States.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Rotation:
    """How the weeks of a rotation look.

    Attributes
    ----------
    kind : str
        Kind of its entries.
    start, minutes : int
        Start of a shift, in minutes after midnight, and its length.
    days : str
        One letter per weekday, Monday first: ``x`` works, ``.`` is off, ``a`` works in weeks 0 and
        2 of a cycle of four, ``b`` in weeks 1 and 2 (so week 3 is a free weekend).
    weeks : tuple of int
        Lengths of a stay, drawn evenly.
    long_every, long_minutes : int
        Every so many days the shift lasts longer by that much; 0 = never.
    call_every : int
        Every so many days the resident stays for 24 hours of call and 4 hours of handover, and
        is off on the next date.
    soft_every, soft_kind : int, str
        Every so many nights the resident is reachable from home, 17:00 to 07:00.
    protectable : bool
        A programme could release the resident from it.
    """

    kind: str
    start: int = 0
    minutes: int = 0
    days: str = "xxxxx.."
    weeks: tuple[int, ...] = (2, 4)
    long_every: int = 0
    long_minutes: int = 120
    call_every: int = 0
    soft_every: int = 0
    soft_kind: str = "home_call"
    protectable: bool = False


@dataclass(frozen=True)
class Programme:
    """A specialty: its share of the residents, its years, and its mix of rotations."""

    specialty: str
    share: int
    years: int
    mix: Mapping[str, int]


_HOUR = 60


def _by_name(**rotations: Rotation) -> Mapping[str, Rotation]:
    return MappingProxyType(rotations)


ROTATIONS = _by_name(
    ward=Rotation("ward", 7 * _HOUR, 11 * _HOUR, "xxxxxab", long_every=4),
    icu=Rotation("icu", 6 * _HOUR, 11 * _HOUR, "xxxxxab", (4,), call_every=4),
    nights=Rotation("night_float", 19 * _HOUR, 12 * _HOUR, "xxxxx.x", (1, 2)),
    clinic=Rotation("clinic", 8 * _HOUR, 9 * _HOUR, "xxxxx..", (1, 2), protectable=True),
    elective=Rotation(
        "elective",
        8 * _HOUR,
        9 * _HOUR,
        soft_every=6,
        soft_kind="jeopardy",
        protectable=True,
    ),
    ed=Rotation("ed", minutes=9 * _HOUR, days="shifts", weeks=(4,)),
    surgery=Rotation("or", 5 * _HOUR + 30, 11 * _HOUR + 30, "xxxxxa.", (4,), call_every=8),
    theatre=Rotation("or", 6 * _HOUR, 11 * _HOUR, "xxxxx..", (4,), call_every=9),
    labour=Rotation("labor_delivery", 6 * _HOUR, 12 * _HOUR, "xxxxxa."),
    psychiatry=Rotation("ward", 8 * _HOUR, 9 * _HOUR, "xxxxx..", (4,), 7, 180),
    neurology=Rotation("ward", 7 * _HOUR, 11 * _HOUR, "xxxxxab", soft_every=3),
    reading=Rotation("reading_room", 8 * _HOUR, 9 * _HOUR, "xxxxx..", (4,), 6, 240),
    vacation=Rotation("vacation", weeks=(1,)),
)

PROGRAMMES = (
    Programme(
        "IM",
        13,
        3,
        {"ward": 30, "icu": 12, "nights": 9, "clinic": 22, "elective": 22, "vacation": 5},
    ),
    Programme(
        "Peds",
        6,
        3,
        {"ward": 32, "icu": 12, "nights": 10, "clinic": 16, "elective": 22, "ed": 4, "vacation": 5},
    ),
    Programme(
        "FM",
        6,
        3,
        {"ward": 22, "nights": 8, "clinic": 34, "elective": 24, "labour": 6, "vacation": 6},
    ),
    Programme("EM", 6, 3, {"ed": 72, "icu": 10, "elective": 12, "vacation": 6}),
    Programme(
        "Surgery", 7, 5, {"surgery": 62, "icu": 12, "nights": 14, "clinic": 6, "vacation": 6}
    ),
    Programme("Anesthesia", 5, 4, {"theatre": 72, "icu": 12, "elective": 10, "vacation": 6}),
    Programme("OB-GYN", 4, 4, {"labour": 52, "nights": 16, "clinic": 26, "vacation": 6}),
    Programme("Psychiatry", 5, 4, {"psychiatry": 56, "nights": 8, "clinic": 30, "vacation": 6}),
    Programme("Neurology", 2, 4, {"neurology": 52, "nights": 12, "clinic": 30, "vacation": 6}),
    Programme("Radiology", 3, 4, {"reading": 78, "nights": 14, "vacation": 8}),
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Colours and creatures: nobody real is called by any of these.
GIVEN_NAMES = _words(
    "Amber Ashen Autumn Azure Blue Bold Brave Bright Brisk Bronze Calm Clear Copper Coral "
    "Crimson Dappled Dawn Dusky Early Ember Emerald Evening Fern Frosty Gentle Golden Green "
    "Hazel Indigo Ivory Jade Keen Lilac Lucky Merry Misty Mossy Noble Ochre Olive Pearl Quick "
    "Quiet Rosy Russet Sandy Silver Spring"
)
FAMILY_NAMES = _words(
    "Alder Aspen Avocet Badger Beech Birch Bittern Bramble Bunting Cedar Chestnut Clover "
    "Cormorant Crane Curlew Cypress Dipper Dormouse Dove Egret Elder Elm Falcon Finch Gannet "
    "Grebe Grouse Harrier Hawthorn Heather Hedgehog Heron Holly Ibis Jackdaw Juniper Kestrel "
    "Kite Lapwing Larch Linden Linnet Magpie Maple Marten Merlin Nightjar Oriole Osprey Otter "
    "Petrel Plover Poplar Puffin Rowan Sparrow Starling Thistle Warbler Willow"
)
