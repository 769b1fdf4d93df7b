"""Reports: one output format a file; a file dropped into ``formats`` is live."""

from peerpair.report.formatted import text_table
from peerpair.report.gather import build_view
from peerpair.report.residents.invitation import invite
from peerpair.report.view import ReportView
from peerpair.report.write import STATE, Written, check_places, write_report

__all__ = [
    "STATE",
    "ReportView",
    "Written",
    "build_view",
    "check_places",
    "invite",
    "text_table",
    "write_report",
]
