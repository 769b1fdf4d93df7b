"""Reports: one output format a file; a file dropped in here is live."""

from peerpair.report.folder import write_report
from peerpair.report.gather import build_view
from peerpair.report.text import text_table
from peerpair.report.view import ReportView

__all__ = ["ReportView", "build_view", "text_table", "write_report"]
