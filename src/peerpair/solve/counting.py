"""Why there is no answer, by counting alone: proven without a search.

Residents of one specialty, site, year or tag are counted against what the allowed groups hold of
them: where 69 of 83 are of one specialty and no group has two of it, no choice holds 69.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Bools, Ints
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Resident

Split = tuple[int, int]


def counted(compiled: Compiled, limits: Limits) -> list[Remark]:
    """Return what counting proves to be impossible; nothing where it proves nothing.

    Numbers of pairs and triads that do not add up come first, and need no groups; then residents
    without an allowed group, then a part of the cohort that no split into groups can hold.  Rules
    over the cohort as a whole count where they limit the number of triads.

    Parameters
    ----------
    compiled : Compiled
        The problem; what is returned names residents, so it has no private rule.
    limits : Limits
        Once they are over, no proof is claimed.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.compile.compile import compile_problem
    >>> from peerpair.constraints import MinSpecialties
    >>> people = [pp.Resident(name, specialty="IM" if name < "d" else "FM") for name in "abcd"]
    >>> problem = pp.Problem(people, constraints=[MinSpecialties(2)])
    >>> print(*counted(compile_problem(problem), Limits()))
    specialty 'FM': 1 resident; the groups that are allowed would hold at least 2 of them
    """
    if reasons := numbers_clash(compiled, limits):
        return reasons
    residents = compiled.oracle.cohort.residents
    stranded = stranded_residents(compiled, limits)
    if stranded:
        return [Remark(RemarkKind.STRANDED, (residents[i].id,)) for i in stranded]
    parts = dict(_parts(residents)) if compiled.must_place.all() else {}
    held = _held(compiled, [np.ones(compiled.n, dtype=bool), *parts.values()], limits)
    if held is None:
        return []
    splits = [*_splits(compiled, held[0])]
    if not splits:
        return [Remark(RemarkKind.CLASH)]
    for (text, inside), numbers in zip(parts.items(), held[1:], strict=True):
        wanted = int(inside.sum())
        totals = _totals(splits, numbers, limits)
        if totals and wanted not in totals and not limits.over():
            below = max((total for total in totals if total < wanted), default=None)
            above = min((total for total in totals if total > wanted), default=None)
            return [Remark(RemarkKind.COUNT, count=wanted, value=(below, above), text=text)]
    return []


def numbers_clash(compiled: Compiled, _limits: Limits) -> list[Remark]:
    """Return that no numbers of pairs and triads add up, whatever the groups are, if it is so."""
    some = next(_splits(compiled, [{0}, {0}]), None)
    return [Remark(RemarkKind.CLASH)] if some is None else []


def stranded_residents(compiled: Compiled, limits: Limits) -> list[int]:
    """Return the residents who must be placed and have no allowed group; nobody after the time."""
    inside = ~compiled.must_place
    for groups in _allowed(compiled):
        if limits.over():
            return []
        inside[groups[groups >= 0]] = True
        if inside.all():
            break
    outside: list[int] = np.flatnonzero(~inside).tolist()
    return outside


def _allowed(compiled: Compiled) -> Iterator[Ints]:
    """Yield the members of the allowed groups, many of one size at a time."""
    for chunk in compiled.chunks():
        at = np.arange(len(chunk)) if chunk.allowed is None else np.flatnonzero(chunk.allowed)
        yield chunk.members(at)


def _parts(residents: Iterable[Resident]) -> Iterator[tuple[str, Bools]]:
    """Yield what some residents have in common, and who they are."""
    labels = [
        {("specialty", r.specialty), ("site", r.site), ("pgy", r.pgy)}
        | {("tag", tag) for tag in r.tags}
        for r in residents
    ]
    for name, value in sorted(set().union(*labels), key=repr):
        if value is not None:
            yield f"{name} {value!r}", np.array([(name, value) in own for own in labels])


def _held(compiled: Compiled, parts: list[Bools], limits: Limits) -> list[list[set[int]]] | None:
    """Return for each part how many of it the allowed pairs and the allowed triads hold.

    None where time runs out first.
    """
    sizes_of: list[list[set[int]]] = [[set(), set()] for _ in parts]
    counts = [part.astype(np.int8) for part in parts]
    for groups in _allowed(compiled):
        if limits.over():
            return None
        size = int((groups[0] >= 0).sum()) if len(groups) else 0
        for count, sizes in zip(counts, sizes_of, strict=True):
            inside = int(count.sum())
            possible = min(size, inside) - max(0, size - (compiled.n - inside)) + 1
            if size and len(sizes[size - 2]) < possible:  # else every number has been seen
                numbers = sum(count[groups[:, i]] for i in range(size))
                sizes[size - 2].update(np.flatnonzero(np.bincount(numbers)).tolist())
    return sizes_of


def _splits(compiled: Compiled, everybody: list[set[int]]) -> Iterator[Split]:
    """Yield the numbers of pairs and triads that the size policy, and there being any, allows."""
    (low, high), (least, most) = compiled.pairs, compiled.triads
    high, most = (n if some else 0 for n, some in zip((high, most), everybody, strict=True))
    for triads in range(least, most + 1):
        left = compiled.n - 3 * triads
        if left < 0:
            return
        if not compiled.must_place.all():
            if low <= min(high, left // 2):
                yield low, triads
        elif left % 2 == 0 and low <= left // 2 <= high:
            yield left // 2, triads


def _totals(splits: list[Split], numbers: list[set[int]], limits: Limits) -> set[int]:
    """Return how many residents of a part the groups of some split can hold together."""
    pairs, triads = (_sums(max(split[i] for split in splits), numbers[i], limits) for i in range(2))
    sums = 0
    for two, three in splits:
        if limits.over():
            break
        sums |= _added(pairs[two], triads[three])
    return set(_bits(sums))


def _sums(most: int, numbers: set[int], limits: Limits) -> list[int]:
    """Return as bits the sums of 0 to `most` of some numbers."""
    sums = [1]
    while len(sums) <= most and not limits.over():
        sums.append(_added(sums[-1], sum(1 << number for number in numbers)))
    return sums


def _added(one: int, other: int) -> int:
    """Return as bits the sums of two numbers, each out of a set of bits."""
    sums = 0
    for bit in _bits(other):
        sums |= one << bit
    return sums


def _bits(number: int) -> list[int]:
    return [i for i, bit in enumerate(reversed(f"{number:b}")) if bit == "1"]
