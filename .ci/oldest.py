"""Print what ``pip install -c`` needs for the oldest dependencies that pyproject.toml allows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
FLOOR = re.compile(r"(?P<name>[\w-]+)(?:\[[\w,-]+\])?>=(?P<version>[\w.]+)")


def oldest() -> Iterator[str]:
    """Yield a constraint for each requirement that has a floor."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    for requirement in [*project["dependencies"], *(each for extra in extras for each in extra)]:
        if floor := FLOOR.match(requirement):
            yield f"{floor['name']}=={floor['version']}"


if __name__ == "__main__":
    print("\n".join(oldest()))
