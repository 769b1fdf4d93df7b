"""How many residents are known on each day of a round, as weeks one under the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from peerpair.model.resident import Resident
from peerpair.model.settings import DAYS, Horizon
from peerpair.report.words import day_text

_WEEKS = 4


def strip_lines(residents: Sequence[Resident], horizon: Horizon) -> Iterator[str]:
    """Yield how many of those who take part are known on each day, for four weeks at most."""
    people = [resident for resident in residents if resident.active]
    first = horizon.start - timedelta(days=horizon.start.weekday())
    yield "Known on  " + "".join(f"{day.capitalize():>5}" for day in DAYS)
    for week in range(_WEEKS):
        monday = first + timedelta(weeks=week)
        if monday >= horizon.end:
            return
        days = [monday + timedelta(days=ahead) for ahead in range(len(DAYS))]
        counts = [
            str(sum(_is_known(resident, day) for resident in people))
            if horizon.start <= day < horizon.end
            else ""
            for day in days
        ]
        yield f"{day_text(monday):<10}" + "".join(f"{text:>5}" for text in counts)


def _is_known(resident: Resident, day: date) -> bool:
    return resident.coverage is None or any(a <= day < b for a, b in resident.coverage)
