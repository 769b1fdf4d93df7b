"""HiGHS and CP-SAT beside brute force on random small set-partitioning programs.

``python -m benchmarks.fuzz --models 50000`` before a release, and before a new series of OR-Tools
is let in.  Coefficients and costs lie on both sides of 2^31 and 2^53; any wrong claim is printed
with the number that makes its program again (``tests.models.make_model``), and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.models import Tally, compare, make_model

SEEDS = 8
"""Seeds of the solvers, taken in turn."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=50_000)
    parser.add_argument("--first", type=int, default=1_000_000, help="number of the first program")
    given = parser.parse_args()
    tally, wrong, begin = Tally(), 0, time.perf_counter()
    for number in range(given.first, given.first + given.models):
        for fault in compare(make_model(number), tally, seed=number % SEEDS):
            wrong += 1
            print(f"program {number}: {fault}")
    seconds = time.perf_counter() - begin
    print(
        f"{tally.models} programs in {seconds:.0f} s: {tally.optimal} proven optimal, "
        f"{tally.infeasible} infeasible, {tally.open} not claimed, {tally.refused} refused; "
        f"{wrong} wrong"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
