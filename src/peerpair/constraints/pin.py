"""Exactly this group is formed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from peerpair.constraints.together import Together
from peerpair.model.arrays import Bools
from peerpair.model.rules import Batch, Facts, Members, listed

__all__ = ["Pin"]


@dataclass(frozen=True)
class Pin(Together):
    """Exactly this group is formed, whatever the policy for unplaced residents.

    Parameters
    ----------
    members : tuple of str
        Two or three ids.

    Examples
    --------
    >>> Pin(("r1", "r2")).describe()
    'the group r1, r2 is formed'
    """

    kind: ClassVar[str] = "pin"

    def describe(self) -> str:
        return f"the group {', '.join(self.members)} is formed"

    def placed(self) -> Members:
        return self.members

    def allows(self, batch: Batch) -> Bools:
        count = batch.member_sum(listed(batch.cohort, self.members))
        whole = (count == len(self.members)) & (batch.size == len(self.members))
        found: Bools = (count == 0) | whole
        return found

    def refusal(self, group: Members, facts: Facts) -> str:
        touches = any(member in self.members for member in group)
        return self.describe() if touches and set(group) != set(self.members) else ""

    def breach(self, groups: Sequence[Members], facts: Facts) -> str:
        formed = any(set(group) == set(self.members) for group in groups)
        return "" if formed else self.describe()
