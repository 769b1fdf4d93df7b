"""Lists of words, each in a file beside the code that knows what they mean."""

from __future__ import annotations

import importlib.resources


def word_lists(package: str, file: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of words of a file, ``name: word word``; ``#`` begins a remark."""
    text = (importlib.resources.files(package) / file).read_text("utf-8")
    lines = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return {name: tuple(words.split()) for name, _, words in lines}
