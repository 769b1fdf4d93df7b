"""What reading the rosters skipped, guessed or changed, by what it means."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.model.schedule import Issue
from peerpair.report.clean import clean
from peerpair.report.view import TopicView
from peerpair.report.words import TOPICS

__all__ = ["topics"]

MOST = 400
"""Issues of one topic that are listed; a page with thousands helps nobody."""


def topics(issues: Sequence[Issue]) -> tuple[TopicView, ...]:
    """Return the issues by topic, what matters most first, in order of reading."""
    found = []
    for topic, title in TOPICS.items():
        of = [issue for issue in issues if issue.topic is topic]
        if of:
            listed = tuple(
                (clean(i.place), f"{clean(i.message)}; {clean(i.action)}", clean(i.hint))
                for i in of[:MOST]
            )
            found.append(TopicView(title, listed, len(of) - len(listed)))
    return tuple(found)
