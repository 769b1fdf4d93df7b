"""Exactly this group is formed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from peerpair.constraints.together import Together
from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members


@dataclass(frozen=True, init=False)
class Pin(Together):
    """Exactly this group is formed, whatever the policy for unplaced residents.

    Parameters
    ----------
    *residents : str
        Two or three ids; `members` holds them for `dataclasses.replace`.

    Examples
    --------
    >>> Pin("r1", "r2").describe()
    'the group r1, r2 is formed'
    """

    kind: ClassVar[str] = "pin"

    def describe_with(self, called: Callable[[str], str]) -> str:
        return f"the group {', '.join(map(called, self.members))} is formed"

    def placed(self) -> Members:
        return self.members

    def allows(self, batch: Batch) -> Bools:
        count = self._inside(batch)
        whole = (count == len(self.members)) & (batch.size == len(self.members))
        allowed: Bools = (count == 0) | whole
        return allowed

    def forbids(self, group: Members, facts: Facts) -> bool:
        touches = any(member in self.members for member in group)
        return touches and set(group) != set(self.members)
