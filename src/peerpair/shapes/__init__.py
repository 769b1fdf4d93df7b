"""What a document key may hold; the names below are what a rule of one's own needs."""

from peerpair.shapes.basic import Choice, Flag, Integer, Number, Pattern, ResidentId, Text
from peerpair.shapes.containers import Items, Mapped, Nullable, Range, Unordered
from peerpair.shapes.moments import DateText, Moment
from peerpair.shapes.noun import Key

__all__ = [
    "Choice",
    "DateText",
    "Flag",
    "Integer",
    "Items",
    "Key",
    "Mapped",
    "Moment",
    "Nullable",
    "Number",
    "Pattern",
    "Range",
    "ResidentId",
    "Text",
    "Unordered",
]
