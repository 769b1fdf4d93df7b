"""How good is each strategy?  Stored instances, all strategies, three seeds: one table.

Runs as a script, and cell by cell in an editor that knows ``# %%``:

    .venv/bin/python examples/compare_strategies.py

`benchmarks.strategies` measures the same with care; this is the short form to change and play with.
"""

# %% Settings
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

import peerpair as pp
from peerpair.generate import generate
from peerpair.registry import family

INSTANCES = Path(__file__).parents[1] / "benchmarks" / "instances"
NAMES = ["wished-24-mixed", "generated-24-mixed", "distinct-30-triads", "nearest-60-own"]
SEEDS = range(3)
SECONDS = 10.0  # limit of each run


# %% One run
@dataclass(frozen=True)
class Run:
    """What came of one strategy on one instance with one seed; None where it has no answer."""

    instance: str
    strategy: str
    seed: int
    status: pp.Status | None = None
    levels: tuple[int | None, ...] = ()
    value: int | None = None
    bound: int | None = None
    gap: float | None = None
    seconds: float = 0.0


def run(name: str, strategy: str, seed: int) -> Run:
    """Solve one instance; a strategy may refuse it."""
    problem = pp.read_problem(INSTANCES / f"{name}.problem.json")
    try:
        result = pp.solve(problem, strategy, seconds=SECONDS, seed=seed)
    except pp.StrategyError:
        return Run(name, strategy, seed)
    return Run(
        name,
        strategy,
        seed,
        result.status,
        tuple(level.value for level in result.levels),
        result.value,
        result.bound,
        result.gap,
        sum(result.stage_seconds.values()),
    )


# %% All of them
runs = [
    run(name, strategy, seed)
    for name in NAMES
    for strategy in family("strategies")
    for seed in SEEDS
]


# %% The table: the median over the seeds
def table(runs: Sequence[Run]) -> str:
    """Return one line for each instance and strategy.

    *levels* are the counts that come before the total: totals of different levels cannot be
    compared, and a strategy that gives up fairness may show a larger total.
    """
    head = f"{'instance':20}{'strategy':>10}{'status':>10}{'levels':>14}"
    lines = [f"{head}{'value':>12}{'bound':>12}{'gap %':>9}{'seconds':>9}"]
    for name in NAMES:
        for strategy in family("strategies"):
            same = [r for r in runs if (r.instance, r.strategy) == (name, strategy)]
            answers = sorted(same, key=lambda r: (r.value is None, r.value or 0))
            middle = answers[len(answers) // 2]
            lines.append(
                f"{name:20}{strategy:>10}{middle.status or 'refused':>10}"
                f"{'/'.join('-' if n is None else str(n) for n in middle.levels) or '-':>14}"
                f"{number(middle.value):>12}{number(middle.bound):>12}"
                f"{'-' if middle.gap is None else f'{100 * middle.gap:.2f}':>9}"
                f"{median(r.seconds for r in same):9.2f}"
            )
    return "\n".join(lines)


def number(value: int | None) -> str:
    """Return a whole number with commas."""
    return "-" if value is None else f"{value:,}"


print(table(runs))

# %% What the others lose to the proven best, where the levels are equal
for name in NAMES:
    best = next(r for r in runs if (r.instance, r.strategy) == (name, "exact"))
    for strategy in family("strategies"):
        fair = [r for r in runs if (r.instance, r.strategy) == (name, strategy)]
        totals = [r.value for r in fair if r.levels == best.levels and r.value is not None]
        if best.value is not None and totals and strategy != "exact":
            lost = (best.value - median(totals)) / max(1, abs(best.value))
            print(f"{name}: {strategy} stays {100 * lost:.2f} % below the proven best total")

# %% How answer and bound came together for 90 made-up residents, if matplotlib is there
if find_spec("matplotlib"):
    from matplotlib.figure import Figure

    from peerpair.plot import convergence

    told: list[pp.Progress] = []
    hospital = replace(generate(90, 2), sizes="mixed")
    pp.solve(hospital, seconds=SECONDS, on_progress=told.append)
    figure = Figure(layout="constrained")
    convergence(told, figure.subplots())
    picture = Path(mkdtemp()) / "convergence.png"
    figure.savefig(picture, dpi=150)
    print(f"wrote {picture}")
