"""A strategy that an embedder keeps in a module: another process can import it."""

from __future__ import annotations

from typing import ClassVar

from peerpair.strategies.greedy import Greedy

__all__ = ["OurOwn"]


class OurOwn(Greedy):
    """Greedy under a name of its own."""

    kind: ClassVar[str] = "our_own"
