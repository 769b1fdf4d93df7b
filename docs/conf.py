"""How Sphinx builds these pages: ``python -m sphinx -W --keep-going docs docs/_build``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes  # type: ignore[import-untyped]
from docutils.utils.math.latex2mathml import tex2mathml  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

sys.path.insert(0, str(Path(__file__).parent))

import from_code  # beside this file

import peerpair

project = "peerpair"
author = project_copyright = "The peerpair authors"
version = release = peerpair.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"peerpair {release}"
html_static_path = ["_static"]
html_css_files = ["extra.css"]
html_copy_source = False
html_show_sphinx = False
html_math_renderer = "mathml"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

default_role = "py:obj"  # a name between single backticks in a docstring
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say the types
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style")]  # one line each, as parameters
python_maximum_signature_line_length = 90


def mathml(node: nodes.Element, *, as_block: bool = False) -> str:
    """Return a formula as MathML, which browsers show without scripts or a network.

    Raises `docutils.utils.math.MathError` for what the converter does not know.
    """
    formula = str(tex2mathml(node.astext(), as_block=as_block))
    # Bars that enclose, as \\lvert and \\rvert; without a form browsers space them like signs.
    formula = formula.replace('<mo class="mathopen">|</mo>', '<mo form="prefix">|</mo>')
    return formula.replace("<mo>|</mo>", '<mo form="postfix">|</mo>')


def inline_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    self.body.append(mathml(node))
    raise nodes.SkipNode


def display_math(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number where it has a label."""
    number = f'<span class="eqno">({node["number"]})</span>' if node["number"] else ""
    anchors = "".join(f' id="{name}"' for name in node["ids"][:1])
    self.body.append(f'<div class="formula"{anchors}>{mathml(node, as_block=True)}{number}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add the formulas and what is taken from the program itself."""
    app.add_html_math_renderer("mathml", (inline_math, None), (display_math, None))
    app.connect("source-read", from_code.fill)
    app.connect("build-finished", from_code.write_schemas)
