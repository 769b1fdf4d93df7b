"""Rounds of pairs and triads in which no two meet twice: designs and searches, no residents."""

from peerpair.designs.ground import Ground, Shape
from peerpair.designs.known import known_rounds

__all__ = ["Ground", "Shape", "known_rounds"]
