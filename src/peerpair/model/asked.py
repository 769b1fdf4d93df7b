"""What rules may ask: of a problem, of its residents, of many groups at once, and of one group."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from peerpair.model.arrays import Bools, Ints
from peerpair.model.resident import Affinity, PastGroup, Preference, Resident
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon, Meeting

Members = tuple[str, ...]
Label = TypeVar("Label", bound=Hashable)


class ProblemView(Protocol):
    """A problem as rules see it; see `peerpair.Problem`."""

    @property
    def residents(self) -> Sequence[Resident]:
        """All residents, in document order."""

    @property
    def active(self) -> Sequence[Resident]:
        """The residents who take part, in document order."""

    @property
    def horizon(self) -> Horizon | None:
        """The local dates planned for; None without any."""

    @property
    def meeting(self) -> Meeting:
        """When a meeting may take place."""

    @property
    def busy(self) -> Sequence[Assignment]:
        """Duties, leave and anything else that keeps a resident."""

    @property
    def preferences(self) -> Sequence[Preference]:
        """Stated wishes."""

    @property
    def stated(self) -> Mapping[tuple[str, str], int]:
        """Points by (source, target) of the stated preferences."""

    @property
    def affinities(self) -> Sequence[Affinity]:
        """Explicit points of pairs and triads."""

    @property
    def history(self) -> Sequence[PastGroup]:
        """Groups of earlier rounds."""

    @property
    def last_round(self) -> int:
        """Number of the last round in `history`; 0 without a history."""

    @property
    def met_rounds(self) -> Mapping[frozenset[str], tuple[int, ...]]:
        """Rounds by pair of residents who met in `history`."""


class Cohort(Protocol):
    """Dense view of the active residents, numbered 0 … n-1 in document order."""

    @property
    def problem(self) -> ProblemView:
        """The problem."""

    @property
    def residents(self) -> tuple[Resident, ...]:
        """The active residents."""

    @property
    def index(self) -> Mapping[str, int]:
        """Id -> dense number."""

    def codes(self, labels: Iterable[str | None]) -> Ints:
        """Return one code per resident: equal labels share one, None has a code of its own."""

    def table(self, labels: Iterable[Label], worth: Callable[[Label, Label], int]) -> Ints:
        """Return int[n, n]: what any two residents give by their labels, one for each resident."""

    def tagged(self, tag: str) -> Bools:
        """Return which residents carry a tag."""

    def given(self, size: int) -> tuple[Ints, Ints]:
        """Return int[m, size] and int[m]: groups with an affinity, in order, and their points."""

    def once(self, compute: Callable[[Cohort], Ints]) -> Ints:
        """Return ``compute(cohort)``, computed once for each rule: batches are many."""

    def light(self, kinds: Sequence[str]) -> Bools:
        """Return bool[n, weeks]: the resident's main kind of that week is one of `kinds`."""


class Timed(Protocol):
    """Some groups of one size, as an array of any shape, and how they can meet."""

    @property
    def size(self) -> int:
        """Members of each group: 2 or 3."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of every array."""

    @property
    def shared_points(self) -> Ints:
        """int[shape]: shared free time, per mille of the cap (windows without a cap)."""

    @property
    def weeks(self) -> Iterable[Ints]:
        """Weeks met, int[shape], of each member; one array where all members share a number."""


class Batch(Timed, Protocol):
    """Groups that rules judge in bulk: a list, or all triads of a resident.

    A rule computes with whole arrays of the batch's shape (`member_sum`, `pair_sum`, `minutes`,
    `weeks`).  One that needs the members themselves reads `groups` and may return a flat array
    with one entry a row; that is slower, since every candidate is then written out.
    """

    @property
    def cohort(self) -> Cohort:
        """The residents."""

    @property
    def groups(self) -> Ints:
        """int[m, size]: the groups in the order of the flattened shape, members ascending."""

    @property
    def minutes(self) -> Ints:
        """int[shape]: capped shared minutes over dates and members (starts without a cap)."""

    @property
    def weeks(self) -> Sequence[Ints]:
        """Weeks met, int[shape], of each member; one array where all members share a number."""

    def member_numbers(self, numbers: Ints) -> Sequence[Ints]:
        """Return a number of each member, in order, as arrays that broadcast to the shape."""

    def member_sum(self, numbers: Ints | Bools) -> Ints:
        """int[shape]: the sum over the members of a number for each resident."""

    def pair_sum(self, numbers: Ints | Bools) -> Ints:
        """int64[shape]: the sum over the pairs of members of a symmetric number[n, n]."""


class Facts(Protocol):
    """Plain facts by id, computed without `compile`: what `verify` and `explain` ask."""

    @property
    def problem(self) -> ProblemView:
        """The problem."""

    def resident(self, name: str) -> Resident:
        """Return the resident with an id."""

    def given(self, group: Members) -> int | None:
        """Return the points given for a group as a whole; None where there are none."""

    def starts(self, group: Members) -> Mapping[str, Mapping[int, int]]:
        """Return member -> date number -> windows of the group that the member attends."""

    def shared_points(self, group: Members) -> int:
        """Return the shared free time of a group, per mille of the cap (windows without a cap)."""

    def weeks_met(self, group: Members) -> Mapping[str, int]:
        """Return member -> weeks with a window that the member attends."""

    def main_kind(self, name: str, week: int) -> str | None:
        """Return the kind with most non-soft minutes of a resident in a week."""
