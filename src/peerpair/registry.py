"""Kind name -> class, per family.  A file dropped into a family's folder is live at once.

A class joins by being defined: ``class MaxPgyGap(PairRule)`` with a ``kind`` is registered by
``__init_subclass__``, so embedders' own classes need no registration either.
"""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from types import MappingProxyType
from typing import ClassVar

_CLASSES: dict[str, dict[str, type[Registered]]] = {}
_LOADED: set[str] = set()


class PartWarning(RuntimeWarning):
    """A part, such as a rule or a format, could not be loaded and is left out."""


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


def _load(name: str, part: str, load: Callable[[], object]) -> None:
    """Load one part of a family; warn where whatever is somebody else's fails as it loads."""
    try:
        load()
    except (Exception, SystemExit) as error:
        from traceback import format_exception_only  # costs time, and is nearly never needed

        known = _CLASSES.get(name, {})
        for kind in [kind for kind, cls in known.items() if cls.__module__ == part]:
            del known[kind]  # of a file that failed further down
        cause = format_exception_only(error)[-1].strip()
        words = f"{_file(part)} cannot be loaded, so it is not used ({cause})"
        warnings.warn(f"peerpair.{name}: {words}", PartWarning, stacklevel=3)


def _file(part: str) -> str:
    """Return the file of a module, where it has one."""
    try:
        spec = find_spec(part)
    except (Exception, SystemExit):  # it lies in a package that cannot be loaded either
        spec = None
    return spec.origin if spec is not None and spec.origin else part


def family(name: str) -> Mapping[str, type[Registered]]:
    """Return the registered classes of a family by kind.

    The family's folder is loaded once, and after it the entry points of the group
    ``peerpair.<family>``, such as ``peerpair.constraints``, of other packages.  A file or an entry
    point that cannot be loaded is left out, with a `PartWarning`.

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
        from importlib import metadata  # brings zipfile and more: not at import time

        package = importlib.import_module(f"{__package__}.{name}")
        for module in pkgutil.iter_modules(package.__path__):
            path = f"{package.__name__}.{module.name}"
            _load(name, path, partial(importlib.import_module, path))
        for point in metadata.entry_points(group=f"peerpair.{name}"):
            _load(name, point.module, point.load)
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
