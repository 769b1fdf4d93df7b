"""Two or three residents are all in one group, or none of them is in any."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import GroupRule
from peerpair.shapes.basic import ResidentId
from peerpair.shapes.containers import Unordered
from peerpair.shapes.noun import Key


@dataclass(frozen=True, init=False)
class Together(GroupRule):
    """Of the residents listed, a group has all or none.

    Parameters
    ----------
    *residents : str
        Two or three ids; `members` holds them for `dataclasses.replace`.

    Examples
    --------
    >>> Together("r1", "r2").describe()
    'r1 and r2 are in one group'
    """

    members: Annotated[
        tuple[str, ...], Unordered(ResidentId(), 2, 3, distinct=True), Key("residents")
    ]

    kind: ClassVar[str] = "together"
    in_any_of: ClassVar[bool] = False

    def __init__(self, *residents: str | Sequence[str], members: Sequence[str] = ()) -> None:
        if len(residents) == 1 and isinstance(residents[0], list | tuple):
            name = type(self).__name__
            words = f'{name}(("a", "b")) is now {name}("a", "b")'
            warnings.warn(words, DeprecationWarning, stacklevel=2)
            residents = tuple(residents[0])
        object.__setattr__(self, "members", residents or members)
        self.__post_init__()

    def describe(self) -> str:
        return self.describe_with(str)

    def describe_with(self, called: Callable[[str], str]) -> str:
        return f"{' and '.join(map(called, self.members))} are in one group"

    def _inside(self, batch: Batch) -> Ints:
        """Return int[shape]: how many of the residents listed each group has."""
        listed = [resident.id in self.members for resident in batch.cohort.residents]
        return batch.member_sum(np.array(listed, dtype=bool))

    def allows(self, batch: Batch) -> Bools:
        count = self._inside(batch)
        allowed: Bools = (count == 0) | (count == len(self.members))
        return allowed

    def forbids(self, group: Members, facts: Facts) -> bool:
        return sum(member in self.members for member in group) not in (0, len(self.members))

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        ids = [r.id for r in problem.residents]
        return cls(*rng.sample(ids, rng.choice([2, min(3, len(ids))])))
