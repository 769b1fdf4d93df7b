"""What is odd about the files: every issue, those of one kind counted, none of them lost."""

from __future__ import annotations

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import Issue, IssueKind, Topic
from peerpair.read.limits import ReadLimits


class Notes:
    """Collects issues; if `strict` the first one is an error."""

    def __init__(self, strict: bool, limits: ReadLimits) -> None:
        self.strict = strict
        self.limits = limits
        self.issues: list[Issue] = []
        self._more = 0
        self._tally: dict[tuple[IssueKind, str, str, Topic, str, str], tuple[Place, int, str]] = {}

    def issue(
        self,
        kind: IssueKind,
        place: Place,
        message: str,
        action: str,
        topic: Topic = Topic.NOTE,
        *,
        unit: str = "",
        value: str = "",
        hint: str = "",
    ) -> None:
        """Record something that was skipped, guessed or changed.

        What may happen often in a file has a `unit`, such as ``row``: it becomes one issue, with
        the number of times.
        """
        if self.strict:
            raise ReadError(place, message, hint, kind)
        if unit:
            key = kind, message, action, topic, unit, hint
            first, times, shown = self._tally.get(key, (place, 0, value))
            if times or len(self._tally) < self.limits.issues:
                self._tally[key] = first, times + 1, shown
                return
        elif len(self.issues) < self.limits.issues:
            self.issues.append(Issue(place, message, action, topic, value[:200], hint, kind))
            return
        self._more += 1

    def write_counted(self) -> None:
        """Write the issues that were counted, and begin to count anew."""
        for (kind, message, action, topic, unit, hint), counted in self._tally.items():
            first, times, value = counted
            often = f" ({times} {unit}s, this is the first)" if times > 1 else ""
            self.issue(kind, first, message + often, action, topic, value=value, hint=hint)
        self._tally = {}

    def all_issues(self) -> tuple[Issue, ...]:
        """Return the issues, and how many there are beyond those that are kept."""
        if not self._more:
            return tuple(self.issues)
        message = f"there are {self._more:,} more issues than the {self.limits.issues:,} kept"
        more = Issue(Place.of("the files"), message, "counted only", kind=IssueKind.LIMIT)
        return (*self.issues, more)
