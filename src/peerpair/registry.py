"""Kind name -> class, per family.  A file dropped into a family's folder is live at once.

A class joins by being defined: ``class MaxPgyGap(PairRule)`` with a ``kind`` is registered by
``__init_subclass__``, so embedders' own classes need no registration either.
"""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

_CLASSES: dict[str, dict[str, type[Registered]]] = {}
_LOADED: set[str] = set()


class Registered:
    """Base of everything that is looked up by kind; a subclass with a ``kind`` is registered."""

    family: ClassVar[str]
    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__dict__.get("kind"):
            known = _CLASSES.setdefault(cls.family, {})
            older = known.get(cls.kind)
            if older is not None and older.__qualname__ != cls.__qualname__:
                raise TypeError(f"{cls.family}: kind {cls.kind!r} belongs to {older.__qualname__}")
            known[cls.kind] = cls


def _load_entry_points(name: str) -> None:
    """Load the parts that other packages add: entry points of a group named after the family."""
    from importlib import metadata  # brings zipfile and more: not at import time

    for point in metadata.entry_points(group=f"peerpair.{name}"):
        try:
            point.load()
        except Exception as error:  # whatever somebody else's module raises as it loads
            words = f"{point.value} ({type(error).__name__}) is not used: it cannot be loaded"
            warnings.warn(f"peerpair.{name}: {words}", RuntimeWarning, stacklevel=3)


def family(name: str) -> Mapping[str, type[Registered]]:
    """Return the registered classes of a family by kind.

    The family's folder is loaded once, and after it the entry points of the group
    ``peerpair.<family>``, such as ``peerpair.constraints``, of other packages.  One that cannot be
    loaded is warned about and left out.

    Parameters
    ----------
    name : str
        A folder of this package, such as ``"constraints"`` or ``"read.formats"``.

    Returns
    -------
    mapping
        Kind to class, sorted by kind, read-only.

    Examples
    --------
    >>> "exclude" in family("constraints")
    True
    """
    if name not in _LOADED:
        package = importlib.import_module(f"{__package__}.{name}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        _load_entry_points(name)
        _LOADED.add(name)
    return MappingProxyType(dict(sorted(_CLASSES.get(name, {}).items())))


def part_named(name: str, package: str) -> type[Registered]:
    """Return the part of a package that has a class name: what the package's `__getattr__` is for.

    Raises
    ------
    AttributeError
        If there is none.

    Examples
    --------
    >>> part_named("Exclude", "peerpair.constraints").kind
    'exclude'
    """
    if not name.startswith("_"):
        for part in family(package.removeprefix(f"{__package__}.")).values():
            if part.__name__ == name:
                return part
    raise AttributeError(f"module {package!r} has no attribute {name!r}")
