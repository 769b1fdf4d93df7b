"""From a problem and its answer to what a report shows, one part a file."""

from peerpair.report.gather.whole import build_view, check_answer

__all__ = ["build_view", "check_answer"]
