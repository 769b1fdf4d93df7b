"""Nouns: frozen classes whose annotations say, once, what each key of a document may hold.

``minutes: Annotated[int, Integer(1)] = 60`` states a key, its type, its limits and its default.
Reading, writing, the JSON Schema and the check of what Python callers pass all follow from it, so
a noun that exists is right.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, ClassVar, Self

from peerpair.errors import ArgumentError, ProblemError
from peerpair.shapes.basic import Choice, Flag, How, Integer, Number, ResidentId, Shape, Text
from peerpair.shapes.containers import Items, Mapped, Nullable, nearest, or_null, repeats, safe
from peerpair.shapes.moments import DateText, Moment
from peerpair.shapes.visit import FAILED, Visit, inside


@dataclass(frozen=True)
class Key:
    """What an annotation says of a key besides its shape.

    Attributes
    ----------
    name : str
        The key in documents, where it is not the name of the field.
    source : str
        The attribute that is written, where it is not the field.
    needed : bool or None
        Whether a document must have it; None = exactly if the field has no default.
    quiet : bool
        It is not written where it is the default.
    """

    name: str = ""
    source: str = ""
    needed: bool | None = None
    quiet: bool = False


OUTSIDE = Key("-")
"""Marks a field that is no part of documents."""

_PLAIN: dict[Any, Shape] = {
    int: Integer(),
    float: Number(),
    str: Text(),
    bool: Flag(),
    date: DateText(),
    datetime: Moment(),
}


@dataclass(frozen=True)
class StatedKey:
    """One key of a noun, as its annotation states it."""

    name: str
    field: str
    source: str
    shape: Shape
    needed: bool
    quiet: bool
    default: Any

    @cached_property
    def optional(self) -> bool:
        """Whether null means the same as a missing key."""
        return not self.needed and not isinstance(self.shape, Nullable)


class Noun:
    """Base of the nouns; a subclass is a frozen dataclass.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Meal(Noun):
    ...     courses: typing.Annotated[int, Integer(1)] = 3
    >>> Meal.from_document({"courses": 2}), Meal(4.0).to_document()
    (Meal(courses=2), {'courses': 4})
    >>> Meal(-5)
    Traceback (most recent call last):
    peerpair.errors.ProblemError: the meal is not valid (1 fault)
      Meal.courses: must be at least 1, got: -5
    """

    head: ClassVar[str] = ""
    """Key that says what the object is (``format``, ``kind``), and the class attribute with it."""
    whole: ClassVar[bool] = False
    """Whether it is a document, whose parts are looked at together even if some have faults."""
    complete: ClassVar[bool] = False
    """Whether a document must have every key, those with a default in Python too."""
    order: ClassVar[tuple[str, ...]] = ()
    """Keys in the order of the document, where it is not that of the fields."""

    def __post_init__(self) -> None:
        cls, fields = type(self), self.__dict__
        visit = Visit(secret=fields.get("private", False) is not False)
        # Rosters make many thousands of these: what is seen to be right at once is not taken again.
        for name, default, sure in _SURE.get(cls) or _sure(cls):
            value = fields[name]
            if value is not default and not sure(value):
                self._take(visit)
                break
        if not visit.faults or self.whole:
            self.check("", visit)
        if visit.faults:
            raise _error(cls.__name__, visit, "" if self.whole else f"{cls.__name__}.")

    def _take(self, visit: Visit) -> None:
        """Put each field's value as its shape takes it."""
        fields = self.__dict__
        keys = keys_of(type(self))
        head = {self.head: getattr(self, self.head)} if self.head else {}
        self.meet(head | {key.name: fields[key.field] for key in keys}, visit)
        for key in keys:
            value = fields[key.field]
            if value is None and key.optional:
                taken = key.default
            elif value is not key.default:
                taken = key.shape.take(value, key.name, visit)
            else:
                continue
            object.__setattr__(self, key.field, taken)

    @classmethod
    def meet(cls, values: Mapping[str, Any], visit: Visit) -> None:
        """Look at a document, or at fields, before any key is taken."""

    def check(self, place: str, visit: Visit) -> None:
        """Record what is wrong with the keys together; unless it is `whole`, each is right."""

    def default_of(self, key: StatedKey) -> object:
        """Return what a missing key means."""
        return key.default

    @classmethod
    def from_document(cls, document: object) -> Self:
        """Build it from its document.

        Raises
        ------
        ProblemError
            With every fault and its place.
        """
        visit = Visit()
        noun = Of(cls).take(document, "", visit)
        if visit.faults:
            raise _error(cls.__name__, visit)
        return typing.cast(Self, noun)

    def to_document(self) -> dict[str, Any]:
        """Return its document."""
        return self.written(How())

    def written(self, how: How) -> dict[str, Any]:
        """Return its document in one way of writing."""
        document: dict[str, Any] = {self.head: getattr(self, self.head)} if self.head else {}
        for key in keys_of(type(self)):
            value = getattr(self, key.source)
            if key.optional and (value is None or value == "" == key.default):
                continue  # null is never written where it means no more than a missing key
            if (how.brief or key.quiet) and not key.needed and value == self.default_of(key):
                continue
            document[key.name] = key.shape.give(value, how)
        return document


def check_fields(instance: object, **shapes: Shape) -> None:
    """Put fields of a frozen instance, which is no noun, as their shapes take them.

    Raises
    ------
    ProblemError
        With every fault and its place.
    """
    name, visit = type(instance).__name__, Visit()
    for field, shape in shapes.items():
        object.__setattr__(instance, field, shape.take(getattr(instance, field), field, visit))
    if visit.faults:
        raise _error(name, visit, f"{name}.")


def take_argument(name: str, value: object, shape: Shape) -> Any:
    """Return an argument of a call as its shape takes it.

    Raises
    ------
    ArgumentError
        With every fault; the name of the parameter is its place.

    Examples
    --------
    >>> take_argument("numbers", [1, 2.0], Items(Integer()))
    (1, 2)
    """
    visit = Visit()
    taken = shape.take(value, name, visit)
    if visit.faults:
        raise ArgumentError(visit.faults)
    return taken


def _error(name: str, visit: Visit, prefix: str = "") -> ProblemError:
    faults = [dataclasses.replace(fault, place=prefix + fault.place) for fault in visit.faults]
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower()
    verb = "are" if words.endswith("s") else "is"
    return ProblemError(faults, f"the {words} {verb} not valid")


_KEYS: dict[type, tuple[StatedKey, ...]] = {}
_SURE: dict[type, tuple[tuple[str, Any, Callable[[Any], bool]], ...]] = {}


def keys_of(cls: type) -> tuple[StatedKey, ...]:
    """Return the keys of a noun in the order of its document."""
    stated = _KEYS.get(cls)
    if stated is None:
        hints = typing.get_type_hints(cls, include_extras=True)
        fields = [_field(cls, each, hints[each.name]) for each in dataclasses.fields(cls)]
        keys = {key.name: key for key in fields if key is not None}
        names = dict.fromkeys((*getattr(cls, "order", ()), *keys))
        stated = _KEYS[cls] = tuple(keys[name] for name in names)
    return stated


def _sure(cls: type) -> tuple[tuple[str, Any, Callable[[Any], bool]], ...]:
    """Return field, default and quick test of each key of a noun."""
    quick = _SURE[cls] = tuple((k.field, k.default, k.shape.sure) for k in keys_of(cls))
    return quick


def _field(cls: Any, each: dataclasses.Field[Any], hint: Any) -> StatedKey | None:
    extras: tuple[Any, ...] = ()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *rest = typing.get_args(hint)
        extras = tuple(rest)
    said = next((extra for extra in extras if isinstance(extra, Key)), Key())
    if said is OUTSIDE:
        return None
    shape = next((extra for extra in extras if isinstance(extra, Shape)), None)
    default = _default(each)
    needed = said.needed
    if needed is None:
        needed = cls.complete or default is dataclasses.MISSING
    try:
        shape = shape or _shape(hint)
    except (KeyError, StopIteration):
        words = f"{cls.__name__}.{each.name}: say what it may hold: Annotated[int, Integer(0)]"
        raise TypeError(words) from None
    if cls.complete and needed and _may_be_none(hint) and not isinstance(shape, Nullable):
        shape = Nullable(shape)
    source = said.source or each.name
    return StatedKey(said.name or each.name, each.name, source, shape, needed, said.quiet, default)


def _default(each: dataclasses.Field[Any]) -> Any:
    made = each.default_factory
    return each.default if made is dataclasses.MISSING else made()


def _may_be_none(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _shape(hint: Any) -> Shape:
    """Return the shape that a plain type stands for."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return next(extra for extra in parts[1:] if isinstance(extra, Shape))
    if origin in (typing.Union, types.UnionType):
        return _shape(next(part for part in parts if part is not type(None)))
    if origin is typing.Literal:
        return Choice(parts)
    if origin in (tuple, Sequence):
        return Items(_shape(parts[0]))
    if origin is Mapping:
        return Mapped(_shape(parts[1]))
    if isinstance(hint, type) and issubclass(hint, Noun):
        return Of(hint)
    return _PLAIN[hint]


@dataclass(frozen=True)
class Of(Shape):
    """A noun: in documents an object with its keys, anything else in it is a fault."""

    noun: type[Noun]

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, self.noun):
            self._people(value, place, visit)
            return value
        if not isinstance(value, Mapping):
            visit.wrong_type(place or "document", "an object", value)
            return FAILED
        before = len(visit.faults)
        noun = object.__new__(self.noun)
        self.noun.meet(value, visit)
        keys = keys_of(self.noun)
        head = self.noun.head
        known = {key.name for key in keys} | {head}
        repeats(value, place, visit, known)
        if head:
            _head(getattr(self.noun, head), value, head, place, visit)
        for key in keys:
            given = value.get(key.name)
            if given is None and key.optional:
                taken = key.default
            elif key.name in value:
                taken = key.shape.take(given, inside(place, key.name), visit)
            else:
                taken = key.default
                if key.needed:
                    visit.fault(inside(place, key.name), "is missing")
            object.__setattr__(noun, key.field, taken)
        for name in value:
            if name not in known:
                shown = "(confidential)" if visit.secret else safe(name)
                visit.fault(inside(place, shown), "unknown key", hint=nearest(name, known))
        self._rest(noun, keys)
        if len(visit.faults) == before or self.noun.whole:
            noun.check(place, visit)
        return noun if len(visit.faults) == before else FAILED

    def _rest(self, noun: Noun, keys: Sequence[StatedKey]) -> None:
        """Give the fields that are no part of documents their defaults."""
        stated = {key.field for key in keys}
        for each in dataclasses.fields(self.noun):  # type: ignore[arg-type]
            if each.name not in stated:
                object.__setattr__(noun, each.name, _default(each))

    def _people(self, noun: Noun, place: str, visit: Visit) -> None:
        """Check that a noun which exists names residents whom there are."""
        for key in _naming(self.noun):
            value = getattr(noun, key.field)
            if value is not None:
                key.shape.take(value, f"{place}.{key.name}", visit)

    def fine(self, values: tuple[Any, ...], visit: Visit) -> bool:
        if any(type(value) is not self.noun for value in values):
            return False
        return visit.ids is None or visit.ids.issuperset(self._named(values))

    def _named(self, values: tuple[Any, ...]) -> Iterator[str]:
        """Return the residents that nouns name, without looking at each in Python."""
        for key in _naming(self.noun):
            named = map(attrgetter(key.field), values)
            many = isinstance(key.shape, Items)
            yield from {*chain.from_iterable(named)} if many else {*named}

    def give(self, value: Any, how: How) -> Any:
        return value.written(how)

    def schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        head = [self.noun.head] if self.noun.head else []
        properties |= {name: {"enum": [getattr(self.noun, name)]} for name in head}
        for key in keys_of(self.noun):
            schema = key.shape.schema()
            properties[key.name] = or_null(schema) if key.optional else schema
        needed = head + [key.name for key in keys_of(self.noun) if key.needed]
        wanted = {"required": needed} if needed else {}
        return {"type": "object", "properties": properties, **wanted, "additionalProperties": False}


def _head(wanted: str, value: Mapping[str, Any], key: str, place: str, visit: Visit) -> None:
    if key in value:
        Choice((wanted,)).take(value[key], inside(place, key), visit)
    else:
        visit.fault(inside(place, key), "is missing")


def named_in(noun: Noun) -> Iterator[str]:
    """Yield the residents that a noun names."""
    for key in _naming(type(noun)):
        value = getattr(noun, key.field)
        yield from value if isinstance(key.shape, Items) else (value,)


def _naming(cls: type) -> list[StatedKey]:
    """Return the keys of a noun that name residents."""
    return [
        key
        for key in keys_of(cls)
        if isinstance(key.shape, ResidentId)
        or (isinstance(key.shape, Items) and isinstance(key.shape.shape, ResidentId))
    ]
