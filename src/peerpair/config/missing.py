"""Files that a configuration names and that are not there."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from peerpair.errors import Fault, ReadError
from peerpair.read.source import list_folder
from peerpair.text import clean

_FILE = re.compile(r"[^,;&]+\.[a-z]{3,4}", re.IGNORECASE)


def missing_files(named: Mapping[str, tuple[str, Path]], folders: Iterable[Path]) -> list[Fault]:
    """Return a fault for each file that is not there, with the name most like it as a hint.

    Parameters
    ----------
    named : mapping of str to (str, Path)
        The place that names a file -> the name as written, and where the file would be.
    folders : iterable of Path
        Where such files may lie.

    Examples
    --------
    >>> print(*missing_files({"--absences": ("away.csv", Path("away.csv"))}, []))
    --absences: there is no file away.csv
    """
    # What is no file name may be the pairs themselves: exclusions = "Ana Lim,Bo Yi".
    lost = {place: name for place, (name, path) in named.items() if not os.path.exists(path)}
    if not lost:
        return []
    known: dict[str, str] = {}
    for folder in folders:
        for label in _labels(folder):
            known.setdefault(_stem(label), label)
    return [
        Fault(place, f"there is no file {_shown(name)}", _nearest(name, known))
        for place, name in lost.items()
    ]


def _labels(folder: Path) -> Iterator[str]:
    """Yield the files directly in a folder, and then those below that may be rosters."""
    with contextlib.suppress(OSError):
        yield from sorted(path.name for path in folder.iterdir() if os.path.isfile(path))
    with contextlib.suppress(ReadError):
        yield from (label for _, label in list_folder(folder))


def _shown(name: str) -> str:
    """Return a name that ends as files do; what does not may be a confidential pair."""
    return clean(name) if _FILE.fullmatch(name) else "of this name"


def _nearest(name: str, known: Mapping[str, str]) -> str:
    alike = difflib.get_close_matches(_stem(name), list(known), n=1)
    return known[alike[0]] if alike else ""


def _stem(name: str) -> str:
    """Return the bare name of a file; the ending, which all share, would make any two alike."""
    return PurePosixPath(name.replace("\\", "/")).stem.casefold()
