"""Reports: one output format a file; a file dropped in here is live."""

from peerpair.report.calendars import write_calendars
from peerpair.report.folder import STATE, check_places, write_report
from peerpair.report.gather import build_view
from peerpair.report.residents.invitation import invite
from peerpair.report.text import text_table
from peerpair.report.view import ReportView

__all__ = [
    "STATE",
    "ReportView",
    "build_view",
    "check_places",
    "invite",
    "text_table",
    "write_calendars",
    "write_report",
]
