"""Self-contained pages: templates, one style sheet, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from peerpair.errors import MissingLibraryError
from peerpair.report.words import count, number, tied

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, *, styles: tuple[str, ...], script: str = "", **values: Any) -> bytes:
    """Return a page with its style sheets and its script inside, allowed by their hashes.

    Parameters
    ----------
    template : str
        A file of the folder ``templates``.
    styles : tuple of str
        Style sheets of that folder, in order.
    script : str
        A script of that folder, or none.
    **values
        What the template shows; everything is escaped.

    Raises
    ------
    MissingLibraryError
        If jinja2 is not installed.
    """
    environment = _environment()
    from markupsafe import Markup

    style, code = "".join(map(_text, styles)), _text(script) if script else ""
    policy = f"default-src 'none'; style-src {_hash(style)}"
    if code:
        policy += f"; script-src {_hash(code)}"
    page = environment.get_template(template)
    text = page.render(style=Markup(style), script=Markup(code), policy=policy, **values)  # noqa: S704  our own files
    return text.encode("utf-8")


@cache
def _text(name: str) -> str:
    folder = resources.files("peerpair.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _environment() -> Environment:
    """Return the templates; every value is escaped unless a template says otherwise."""
    try:
        import jinja2  # heavy, and an embedder who only solves does not need it
    except ModuleNotFoundError:
        message = "the report needs jinja2: pip install 'peerpair[cli]'"
        raise MissingLibraryError(message) from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("peerpair.report"),
        autoescape=True,  # not by suffix: the templates end in .j2
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "count": count, "tied": tied}
    return environment
