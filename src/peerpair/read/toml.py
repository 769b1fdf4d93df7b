"""TOML of strangers: parsed within limits."""

from __future__ import annotations

import re
import tomllib
from typing import Any

LARGEST = 2**20
"""Bytes of the largest TOML file that is read."""
_DEEPEST = 64  # points of one line outside texts: a key of thousands of parts takes minutes
_TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')


def parse_toml(text: str) -> dict[str, Any]:
    """Return what a TOML document says; raise `ValueError` or `RecursionError` if it is none.

    >>> parse_toml("file.match = '*.csv'")
    {'file': {'match': '*.csv'}}
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _DEEPEST and _TEXTS.sub("", line).count(".") > _DEEPEST:
            raise ValueError(f"a key of more than {_DEEPEST} parts (at line {number})")
    return tomllib.loads(text)
