"""Tables of rotation templates.

One row per weekly stretch: ``rotation,match,days,start,end,kind,site,soft,protectable,load,every,
first``; all but the rotation, days, start and end may be left out.
"""

from __future__ import annotations

from typing import ClassVar

from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.hours import read_templates


class TemplatesCsv(Format):
    """Hours by rotation.

    Without start and end a row means whole days (vacation, away); kind ``off`` without days and
    times means that the rotation has no entries.
    """

    kind: ClassVar[str] = "templates_csv"
    order: ClassVar[Order] = Order.TEMPLATES
    title: ClassVar[str] = "rotation templates"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return {"rotation", "days"} <= head.names

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        read_templates(source, draft)
