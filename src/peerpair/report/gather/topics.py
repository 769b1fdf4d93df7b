"""What reading the rosters skipped, guessed or changed, by what it means."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from peerpair.model.schedule import Issue, Topic
from peerpair.report.view import IssueView, TopicView
from peerpair.report.words import TOPICS, count, number
from peerpair.text import clean

MOST = 400
"""Findings of one topic that are listed; a page with thousands helps nobody."""


def findings_of(issues: Sequence[Issue]) -> tuple[IssueView, ...]:
    """Return the issues of reading, as they are shown."""
    return tuple(
        IssueView(*map(clean, (i.place, i.message, i.action, i.topic, i.value, i.hint)))
        for i in issues
    )


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


def remarks(findings: Sequence[IssueView]) -> str:
    """Return in a sentence how many findings there are, and what they did; or nothing."""
    of = Counter(finding.topic for finding in findings)
    told = {
        "made time unknown": of.pop(Topic.UNKNOWN, 0),
        "left something out": of.pop(Topic.LEFT_OUT, 0),
        "read something differently": of.pop(Topic.CHANGED, 0),
    }
    notes = of.total()
    told["is worth knowing" if notes == 1 else "are worth knowing"] = notes
    parts = ", ".join(f"{number(n)} {what}" for what, n in told.items() if n)
    return f"{count(len(findings), 'note')} on the rosters: {parts}." if findings else ""


def unread(findings: Iterable[IssueView]) -> int:
    """Return how many findings made time unknown or were left out."""
    return sum(finding.topic in (Topic.UNKNOWN, Topic.LEFT_OUT) for finding in findings)
