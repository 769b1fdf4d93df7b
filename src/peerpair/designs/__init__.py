"""Rounds of pairs and triads in which no two meet twice: designs and searches, no residents."""

from peerpair.designs.bounds import Bound, BoundKind, closer_bound, quick_bound
from peerpair.designs.ground import Ground, Shape
from peerpair.designs.known import known_rounds
from peerpair.designs.search import find_rounds

__all__ = [
    "Bound",
    "BoundKind",
    "Ground",
    "Shape",
    "closer_bound",
    "find_rounds",
    "known_rounds",
    "quick_bound",
]
