"""The forecast of a round in words."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from peerpair.cli.reasons import plain_reasons
from peerpair.config.config import Config
from peerpair.config.people import called
from peerpair.model.problem import Problem
from peerpair.report.words import count, listed
from peerpair.solve.forecast import Forecast, Outlook
from peerpair.text import clean

_VERDICTS = {
    Outlook.POSSIBLE: "Groups that keep every rule are possible: a first try found some.",
    Outlook.IMPOSSIBLE: "No groups can keep every rule:",
    Outlook.OPEN: "A first try found no groups that keep every rule; peerpair pair looks further.",
}


def forecast_lines(
    problem: Problem, expected: Forecast, config: Config | None = None
) -> Iterator[str]:
    r"""Yield what can be expected of a round.

    Parameters
    ----------
    problem : Problem
        The round.
    expected : Forecast
        What `peerpair.forecast` says of it.
    config : Config, optional
        What stated it: then the lists beside the rosters are counted, and rules are named by
        where they stand in it.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.solve.forecast import forecast
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")])
    >>> print(*forecast_lines(problem, forecast(problem)), sep="\n")
    Forecast
      2 residents take part
      Groups that keep every rule are possible: a first try found some.
    """
    yield "Forecast"
    takes = "takes" if len(problem.active) == 1 else "take"
    yield f"  {count(len(problem.active), 'resident')} {takes} part"
    lists = _lists(problem, config) if config else ""
    if lists:
        yield f"  {clean(lists)}"
    names = [clean(called(resident)) for resident in problem.active]
    if expected.weekly_hours:
        low, high = min(expected.weekly_hours), max(expected.weekly_hours)
        middle = median(expected.weekly_hours)
        yield (
            "  Hours a week in which a meeting could begin: "
            f"{low:.0f} to {high:.0f}; half of the residents have {middle:.0f} or more"
        )
        never = [n for n, hours in zip(names, expected.weekly_hours, strict=True) if not hours]
        if never:
            yield f"  Never free for a meeting, as far as is known: {listed(never)}"
        lonely = [
            name
            for name, partners, hours in zip(
                names, expected.partners, expected.weekly_hours, strict=True
            )
            if hours and not partners
        ]
        if lonely:
            yield f"  Never free together with anybody else: {listed(lonely)}"
    yield f"  {_VERDICTS[expected.outlook]}"
    reasons = plain_reasons(expected.reasons, config, problem)
    yield from (f"    {clean(reason)}" for reason in reasons)


def _lists(problem: Problem, config: Config) -> str:
    """Return how much the lists beside the rosters hold."""
    rosters, texts = config.rosters, []
    pairs = len(problem.constraints) - len(config.settings.get("constraints", ()))
    if rosters.exclusions:
        texts.append(f"{', '.join(rosters.exclusions)}: {count(pairs, 'pair')} never grouped")
    if rosters.preferences:
        wishes = count(len(problem.preferences), "wish", "wishes")
        texts.append(f"{', '.join(rosters.preferences)}: {wishes}")
    if rosters.history:
        texts.append(f"history: {count(len(problem.history), 'group')}")
    return "; ".join(texts)


def forecast_document(problem: Problem, expected: Forecast) -> dict[str, object]:
    """Return the forecast as a JSON object."""
    ids = [resident.id for resident in problem.active]
    return {
        "outlook": expected.outlook.value,
        "reasons": list(map(str, expected.reasons)),
        "weekly_hours": dict(zip(ids, expected.weekly_hours, strict=False)),
        "partners": dict(zip(ids, expected.partners, strict=False)),
    }
