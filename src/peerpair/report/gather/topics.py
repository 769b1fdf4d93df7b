"""What reading the rosters skipped, guessed or changed, by what it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peerpair.report.view import IssueView, TopicView
from peerpair.report.words import TOPICS

__all__ = ["topics"]

MOST = 400
"""Findings of one topic that are listed; a page with thousands helps nobody."""


def topics(findings: Iterable[IssueView]) -> tuple[TopicView, ...]:
    """Return the findings by topic, what matters most first, in order of reading."""
    of: dict[str, list[IssueView]] = defaultdict(list)
    for finding in findings:
        of[finding.topic].append(finding)
    return tuple(
        TopicView(title, tuple(of[topic][:MOST]), max(0, len(of[topic]) - MOST))
        for topic, title in TOPICS.items()
        if topic in of
    )
