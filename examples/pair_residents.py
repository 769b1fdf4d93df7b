"""Form peer-support groups from a folder of rosters.  Copy this file and edit the part below.

Run it with the folder as it is to see what comes out:

    .venv/bin/python examples/pair_residents.py

It reads the rosters, forms the groups, and writes a folder with report.html (open it in a
browser), report.xlsx and CSV files (for a spreadsheet), result.json (for programs), and
for-residents: a page and a calendar file for each group, which may be sent to its members.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import peerpair as pp
from peerpair.constraints import NoRepeat, Separate
from peerpair.objectives import CrossSpecialty, PreferencePoints, SharedTime, Stage
from peerpair.report import STATE, text_table, write_report

# ---------------------------------------------------------------- edit from here

HERE = Path(__file__).parent
ROSTER = HERE / "roster"  # the folder with your exports
OUT = HERE / "out"  # where the report goes
LAST_GROUPS = None  # last round's groups.csv, such as HERE / "groups-july.csv", to avoid repeats
TIMEZONE = "America/Chicago"
START, END = "2026-08-03", "2026-08-31"  # first date of the round, and the date after its last
PUBLISHED = "2026-08-03", "2026-08-31"  # the dates for which the rosters are complete
SIZES = "mixed"  # "pairs", "triads" or "mixed"
SECONDS = 60  # how long to look for a better answer at most
CALENDARS: Literal["group", "resident"] = (
    "group"  # a calendar file for each "group", or for each "resident"
)

MEETING = pp.Meeting(
    minutes=60,
    hours=("07:00", "22:00"),  # no meeting outside these hours
    cap_minutes_per_day=120,  # a third free hour on one evening is worth no more
)
OBJECTIVES = [  # what makes a group good, and how much
    SharedTime(weight=10),
    CrossSpecialty(weight=4),
    PreferencePoints(weight=3),
    Stage(weight=1),
]
RULES: list[pp.Constraint] = [  # what must never happen
    Separate("chief", "intern", same="specialty"),
]

SHOWN = 10  # notes on what was read that are printed

# ---------------------------------------------------------------- to here


def main() -> int:
    """Read, pair, write, and say where the files are."""
    schedule = None
    try:
        schedule = pp.read(ROSTER, timezone=TIMEZONE, published=PUBLISHED)
        preferences, exclusions = ROSTER / "preferences.csv", ROSTER / "exclusions.csv"
        rules = list(RULES)
        if exclusions.exists():
            rules += pp.read_exclusions(exclusions, schedule)
        history: list[pp.PastGroup] = []
        if LAST_GROUPS is not None:
            history = [pp.PastGroup(group, round=1) for group in pp.read_groups(LAST_GROUPS)]
            rules.append(NoRepeat(rounds=1))
        problem = pp.Problem.from_schedule(
            schedule,
            START,
            END,
            title="Peer-support groups",
            meeting=MEETING,
            preferences=pp.read_preferences(preferences, schedule) if preferences.exists() else [],
            history=history,
            constraints=rules,
            objectives=OBJECTIVES,
            sizes=SIZES,
        )
        result = pp.solve(problem, seconds=SECONDS)
        written = write_report(
            problem,
            result,
            OUT,
            schedule.issues,
            state=HERE / STATE,  # remembers what was sent, so that it can be moved or cancelled
            calendars=CALENDARS,
        )
    except (pp.PeerpairError, OSError) as error:
        for issue in schedule.issues if schedule else ():
            print(issue, file=sys.stderr)
        print(error, file=sys.stderr)
        return 2
    print(text_table(problem, result))
    for warning in result.warnings:
        print(warning, file=sys.stderr)
    print(f"\n{len(schedule.issues)} notes on what was read (all are in the report):")
    for issue in schedule.issues[:SHOWN]:
        print(f"  {issue}")
    for path in written.files.values():
        print(f"wrote {path}")
    return 0 if result.groups else 3


if __name__ == "__main__":
    sys.exit(main())
