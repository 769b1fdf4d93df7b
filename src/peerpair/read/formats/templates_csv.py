"""Tables of rotation templates.

One row per weekly stretch: ``rotation,match,days,start,end,kind,site,soft,protectable,load,every,
first``; all but the rotation, days, start and end may be left out.  A column ``hours`` may stand
for days, start and end: ``mon-fri 8am-5pm``.
"""

from __future__ import annotations

from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
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

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        hours = "hours" in names and not names & {*RESIDENT, *DATE}
        return "rotation" in names and ("days" in names or hours)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        read_templates(source, draft)
