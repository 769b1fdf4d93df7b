"""Tables of rotation templates.

One row per weekly stretch: ``rotation,match,days,start,end,kind,site,soft,protectable,load,every,
first``; all but the rotation, days, start and end may be left out.  A column ``hours`` may stand
for days, start and end: ``mon-fri 8am-5pm``.
"""

from __future__ import annotations

from peerpair.read.draft import Draft
from peerpair.read.formats.base import PEOPLE, Example, Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.headers import DATE, RESIDENT
from peerpair.read.tables.hours import read_templates


class TemplatesCsv(Format):
    """Hours by rotation.

    Without start and end a row means whole days (vacation, away); kind ``off`` without days and
    times means that the rotation has no entries.
    """

    kind = "templates_csv"
    order = Order.TEMPLATES
    title = "rotation templates"
    example = Example(
        "hours.csv",
        "rotation,match,days,start,end,kind,site\nWards,,mon-sat,07:00,18:00,ward,M\n"
        "Nights,,sun-thu,19:00,07:00,night_float,\nM?ICU,regex,daily,07:00,19:00,icu,\n",
        "a 08-03 07:00/08-03 18:00 ward; b 08-03 19:00/08-04 07:00 night_float; "
        "c 08-04 07:00/08-04 19:00 icu",
        {
            "residents.csv": PEOPLE,
            "rotations.csv": "resident,date,rotation\na,2026-08-03,Wards\n"
            "b,2026-08-03,Nights\nc,2026-08-04,MICU\n",
        },
    )

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        hours = "hours" in names and not names & {*RESIDENT, *DATE}
        return "rotation" in names and ("days" in names or hours)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        read_templates(source, draft)
