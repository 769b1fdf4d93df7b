"""Damaged rosters: is anybody free who was busy before the damage?

``python -m benchmarks.damage --count 20000`` tries so many cases of each form; the tests try fewer.
"""

from __future__ import annotations

import argparse
from collections import Counter

from tests.read.damage import FORMS, cases, wrong


def main() -> None:
    """Try the cases, and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--form", choices=[form.__name__ for form in FORMS])
    given = parser.parse_args()
    for form in FORMS:
        if given.form not in (None, form.__name__):
            continue
        tried = 0
        faults: Counter[str] = Counter()
        firsts: dict[str, str] = {}
        for number, case in cases(form, given.first, given.count):
            tried += 1
            people = wrong(case, published=bool(number % 2))
            if people:
                faults[case.words] += 1
                firsts.setdefault(case.words, f"case {number}: {people[0]}")
        print(f"{form.__name__:16}{tried:8,} damaged, {faults.total()} wrong", flush=True)
        for words, count in faults.most_common():
            print(f"    {count:6} {words}; {firsts[words]}", flush=True)


if __name__ == "__main__":
    main()
