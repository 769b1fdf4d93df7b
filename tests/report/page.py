"""A page as a test sees it: its elements, and its text."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"circle", "input", "line", "meta", "rect"}


class Page(HTMLParser):
    """Elements with their attributes' names, in order; text, style sheet and script apart."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tree: list[tuple[str, ...]] = []
        self.values: list[tuple[str, str]] = []
        self.text = self.style = self.script = ""
        self.open: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()
        assert self.open == [], "unclosed elements"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.append((tag, *(name for name, _ in attrs)))
        self.values += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.tree.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style += data
        elif self.open[-1:] == ["script"]:
            self.script += data
        else:
            self.text += data
