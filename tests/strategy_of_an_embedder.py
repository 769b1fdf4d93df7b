"""A strategy that an embedder keeps in a module: another process can import it."""

from __future__ import annotations

from typing import Any, ClassVar

from peerpair.strategies.greedy import Greedy

__all__ = ["Answerless", "Hindered", "OurOwn"]


class OurOwn(Greedy):
    """Greedy under a name of its own."""

    kind: ClassVar[str] = "our_own"


class Answerless(OurOwn):
    """One that forgets to return an answer."""

    kind: ClassVar[str] = "answerless"

    def run(self, *_: Any) -> Any:
        """Return nothing."""


class Hindered(OurOwn):
    """One that meets an error of the system as it is taken up by another process."""

    kind: ClassVar[str] = "hindered"

    def __init__(self, error: OSError | None = None) -> None:
        self.error = error or OSError()

    def __reduce__(self) -> tuple[Any, ...]:
        return _meet, (self.error,)


def _meet(error: OSError) -> None:
    raise error
