"""A small sound file of each input format, and what is read from it: ``examples/<kind>.toml``.

Their dates lie from 3 to 16 August 2026, in America/Chicago.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PEOPLE = 'id,name,email\na,Ana Lopez,a@x.org\nb,"Okafor, Ben",\nc,Chloé Dubois,c.dubois@x.org\n'
HOURS = (
    "rotation,match,days,start,end,kind,site\nWards,,mon-sat,07:00,18:00,ward,M\n"
    "Nights,,sun-thu,19:00,07:00,night_float,\nVacation,,,,,vacation,\nOff,,,,,off,\n"
    "*icu*,glob,daily,06:00,19:00,icu,\n"
)
_SHARED = {"residents.csv": PEOPLE, "templates.csv": HOURS}
_FOLDER = Path(__file__).with_name("examples")


@dataclass(frozen=True)
class Example:
    """A small file of a format without anything odd in it, and what is read from it.

    Attributes
    ----------
    file : str
        Its name.
    data : str
        What it holds.
    entries : list of str
        All duty and absence that is read from it and the files beside it, sorted: whose, from when
        to when, and the kind, as in ``a 08-03 07:00/08-03 19:00 ward``.
    beside : mapping of str to str
        Files that it needs, or that need it: the name of each, and its text.
    """

    file: str
    data: str
    entries: list[str]
    beside: Mapping[str, str]


def example_of(kind: str) -> Example:
    """Return the example of an input format."""
    path = _FOLDER / f"{kind}.toml"
    assert path.exists(), f"the input format {kind!r} needs an example, {path}"
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {name: _SHARED[name] for name in said["beside"]} | said["texts"]
    return Example(said["file"], texts.pop(said["file"]), said["entries"], texts)
