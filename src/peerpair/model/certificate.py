"""Prices that bound every solution, as anybody can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from peerpair.shapes.basic import Integer, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.noun import Noun


@dataclass(frozen=True)
class Row(Noun):
    """Price of one row of the model in a certificate."""

    row: Annotated[str, Text(1)]
    price: Annotated[int, Integer(0)]


@dataclass(frozen=True)
class OddSet(Noun):
    """A blossom or subset-row cut: ``sum of floor(|G & S| / divisor) <= floor(|S| / divisor)``."""

    residents: Annotated[tuple[str, ...], Items(Text(1))]
    divisor: Annotated[int, Integer(2)]
    price: Annotated[int, Integer(0)]


@dataclass(frozen=True)
class Certificate(Noun):
    """Prices that bound every solution, checkable without a solver (LP duality in integers).

    Attributes
    ----------
    scale : int
        Prices are in units of ``1 / scale``.
    prices : mapping of str to int
        Price of each resident.
    rows, sets : tuple
        Prices of rows and of odd sets.
    bound : int
        What the prices prove about the total.
    """

    scale: Annotated[int, Integer(1)]
    prices: Mapping[str, int]
    rows: tuple[Row, ...]
    sets: tuple[OddSet, ...]
    bound: int

    def __hash__(self) -> int:
        return hash((self.scale, self.rows, self.sets, self.bound))
