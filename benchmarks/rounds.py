"""How many rounds are found in which nobody meets twice, and how many there can be at most.

``python -m benchmarks.rounds`` draws cohorts in triads and in pairs, with nobody excluded and with
a share of all pairs excluded at random, and prints for each the rounds that were found, the proven
bound and what it rests on, and the CPU seconds of both.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.table import Table, seconds
from peerpair.designs import Ground, Shape, closer_bound, find_rounds, quick_bound
from peerpair.model.arrays import Bools

SIZES = ("triads", "pairs")
NUMBERS = {"triads": (9, 12, 15, 18, 21, 27, 30, 33, 36, 39, 45, 60), "pairs": (10, 11, 30, 31, 60)}
COLUMNS = {"sizes": -6, "n": 4, "excluded": 8, "seed": 4, "rounds": 6, "bound": 5}
COLUMNS |= {"rests on": -10, "cpu s": 7}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each cohort."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds", description=__doc__)
    add = parser.add_argument
    add("--n", type=int, action="append", help="these numbers of residents")
    add("--sizes", action="append", choices=SIZES, help="these size policies alone (both)")
    add("--share", type=float, action="append", help="excluded share of all pairs (0 and 0.02)")
    add("--seeds", type=int, default=5, help="draws of the exclusions (5)")
    add("--seconds", type=float, default=20.0, help="CPU limit of each search (20)")
    options = parser.parse_args(arguments)
    table = Table(COLUMNS)
    for sizes in options.sizes or SIZES:
        for n in options.n or NUMBERS[sizes]:
            for share in options.share or (0.0, 0.02):
                for seed in range(options.seeds if share else 1):
                    _row(table, sizes, n, share, seed, options.seconds)
    return 0


def excluded(n: int, share: float, seed: int) -> Bools:
    """Return bool[n, n]: who may meet where a share of all pairs, drawn at random, may not."""
    rng = np.random.default_rng(seed)
    meet = ~np.eye(n, dtype=bool)
    pairs = np.argwhere(np.triu(meet, 1))
    one, other = pairs[rng.choice(len(pairs), round(share * len(pairs)), replace=False)].T
    meet[one, other] = meet[other, one] = False
    return meet


def shape_of(n: int, sizes: str) -> Shape:
    """Return the numbers of pairs and triads that a named size policy allows."""
    if sizes == "pairs":
        return Shape((n - 3 * (n % 2)) // 2, n % 2)
    return Shape(-n % 3, (n - 2 * (-n % 3)) // 3)


def _row(table: Table, sizes: str, n: int, share: float, seed: int, limit: float) -> None:
    ground = Ground(excluded(n, share, seed), [shape_of(n, sizes)])
    begin = time.process_time()

    def over() -> bool:
        return time.process_time() - begin > limit

    bound = quick_bound(ground, over)
    bound, rounds = closer_bound(ground, bound, find_rounds(ground, bound.rounds, over), over)
    cpu = time.process_time() - begin
    barred = (n * (n - 1) - int(ground.meet.sum())) // 2
    rests = bound.kind.value
    table.row([sizes, n, barred, seed, len(rounds), bound.rounds, rests, seconds(cpu)])


if __name__ == "__main__":
    raise SystemExit(main())
