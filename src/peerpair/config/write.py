"""What `look` found, as a configuration with a comment beside each choice."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from peerpair.config.look import Look
from peerpair.text import clean

_WIDTH = 96
_SHOWN = 40
"""Files or names that are listed in comments."""

_HEAD = """\
# A round of peer-support groups.  Edit this file, then run
#
#     peerpair check      reads everything, solves nothing, and says what was understood
#     peerpair pair       forms the groups and writes the report and the invitations
#
# Lines that begin with # are comments; take the # away to use what follows it.

title = "Peer groups"

# "pairs" (one triad if somebody is left over), "triads", or "mixed": whatever is best for all.
sizes = "mixed"

# "forbid": everybody gets a group.  "allow": as few as possible stay without one.
unplaced = "forbid"

# "weeks": first of all, as few as possible who can hardly ever meet.  "total": only the sum counts.
fairness = "weeks"

# Who met in an earlier round (history.csv) is put together again as little as possible: "avoid".
# "forbid": never.  "allow": it does not matter.
# repeats = "forbid"

# What makes a group good, and how much.  Leave a line out if it does not matter to you.
objectives = [
    { kind = "shared_time", weight = 10 },     # hours in which everybody is free
    { kind = "cross_specialty", weight = 4 },  # different specialties
    { kind = "preference", weight = 3 },       # wishes, from the list of preferences
    { kind = "stage", weight = 1 },            # similar years of training
]

# What must never happen.  Residents are named by id or by name.  All rules: docs/settings.md
constraints = [
    # { kind = "min_weeks_met", weeks = 2 },
    # { kind = "no_repeat", rounds = 1 },
    # { kind = "separate", tag = "chief", other_tag = "intern", same = "specialty" },
    # { kind = "any_of", rules = [
    #     { kind = "min_specialties", count = 2 }, { kind = "max_pgy_gap", years = 1 } ] },
    # { kind = "together", residents = ["one", "another"] },
]
"""

_MEETING = """
[meeting]
minutes = 60
hours = ["07:00", "22:00"]
# Several times, and other ones on some days, instead of the line above:
# hours.spans.default = [["17:00", "22:00"]]
# hours.spans.tue = [["12:00", "13:00"], ["17:00", "22:00"]]
buffer_minutes = 30               # kept free before and after each duty
# days = ["mon", "tue", "wed", "thu", "fri"]
# blackouts = [{first}]        # no meetings on these dates
# mode = "in_person"              # only in weeks in which all work at one site
# quorum = 2                      # a triad may meet with two of its three
"""

_OUTPUT = """
[output]
folder = "peerpair-out"
calendars = "group"               # one calendar file a "group", one a "resident", or "none"
# organizer = "chief@example.org" # who invites; without it the files can be imported all the same
# note = "Questions? Ask Sam."     # a text of your own on the residents' pages
seconds = 60                      # how long to look for better groups at most
"""


def write_config(contents: Look) -> str:
    """Return the text of a configuration for what was found in a folder.

    Examples
    --------
    >>> import tomllib
    >>> from datetime import date
    >>> contents = Look("America/Chicago", "a guess", date(2026, 8, 3), date(2026, 8, 31), "so")
    >>> text = write_config(contents)
    >>> tomllib.loads(text)["horizon"]["end"]
    datetime.date(2026, 8, 31)
    """
    parts = [
        _HEAD,
        *_horizon(contents),
        _MEETING.format(first=contents.start),
        *_rosters(contents),
        _OUTPUT,
    ]
    return "".join(parts)


def _horizon(contents: Look) -> Iterator[str]:
    yield "\n[horizon]\n"
    yield "# The first date of the round, and the date after its last.\n"
    yield _comment(f"Proposed because {contents.dates_from}.")
    yield f"start = {contents.start}\nend = {contents.end}\n"


def _rosters(contents: Look) -> Iterator[str]:
    yield "\n[rosters]\n"
    yield 'folder = "."                      # with everything below it; contents from this file\n'
    yield f"timezone = {_text(contents.timezone)}  # {contents.timezone_from}\n"
    if contents.files:
        yield "# What each file was taken for:\n"
        yield from _comments(contents.files)
    for fault in contents.trouble:
        yield from map(_comment, textwrap.wrap(f"NOT READ: {clean(str(fault))}", _WIDTH))
    if contents.residents_file:
        yield f"residents = {_text(contents.residents_file)}  # it seems to list the people\n"
    elif contents.schedule is None:
        yield '# residents = "residents.csv"    # who takes part: one of the files must say so\n'
    if contents.dates:
        yield f"dates = {_text(contents.dates)}  # a guess: nothing tells what 8/3/2026 means\n"
    yield from _complete(contents)
    yield "# The hours of rotations stand in rotations.csv.  Those that it lacks, as is usual:\n"
    yield "# default_rotations = true\n"
    yield from _named(contents)


def _complete(contents: Look) -> Iterator[str]:
    first, after = contents.known or (contents.start, contents.end)
    yield "# A roster counts from its first to its last entry.  If they are complete for longer:\n"
    yield f"# published = [{first}, {after}]  # the date after the last one\n"


def _named(contents: Look) -> Iterator[str]:
    # Whose pairs these are, only the programme can say: what is confidential is never assumed.
    yield "# Pairs who are never grouped; confidential unless the list says otherwise.\n"
    yield f"# exclusions = {_files(contents.lists.get('exclusions') or ('exclusions.csv',))}\n"
    wishes = contents.lists.get("preferences", ())
    mark = "" if wishes else "# "
    yield f"{mark}preferences = {_files(wishes or ('preferences.csv',))}  # wishes\n"
    past = contents.lists.get("groups", ())
    if past:
        yield "# Groups of past rounds.  The oldest must come first: please look.\n"
        yield f"history = [{', '.join(map(_text, past))}]\n"
    else:
        yield '# history = ["july/groups.csv"]  # groups of past rounds, oldest first\n'
    yield '# slash = "halves"                # A / B is half of a block each, not both at once\n'
    yield '# ignore = ["form.csv"]           # files that name residents and are no rosters\n'


def _files(names: Sequence[str]) -> str:
    """Return one name of a file, or several, as a value."""
    listed = ", ".join(map(_text, names))
    return listed if len(names) == 1 else f"[{listed}]"


def _comments(texts: Iterable[str]) -> Iterator[str]:
    listed = [*texts]
    yield from (_comment(f"  {text}") for text in listed[:_SHOWN])
    if len(listed) > _SHOWN:
        yield _comment(f"  and {len(listed) - _SHOWN} more")


def _comment(text: str) -> str:
    """Return one line of comment; nothing in it can end the line or steer a terminal."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    shown = indent + clean(text)
    return f"# {shown if len(shown) <= _WIDTH else shown[: _WIDTH - 1] + '…'}\n"


def _text(text: str) -> str:
    """Return a TOML string; what JSON escapes, TOML reads, and DEL it wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
