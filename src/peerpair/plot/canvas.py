"""Axes to draw on, and the colours of every picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerpair.errors import MissingLibraryError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

# Okabe and Ito: told apart by all kinds of colour vision, and in print.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#767676"


def axes_or_new(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """Return the axes that were given, or those of a new figure of a size in inches.

    Raises
    ------
    MissingLibraryError
        If matplotlib is not installed.
    """
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure  # heavy, and no other part needs it
    except ModuleNotFoundError:
        message = "pictures need matplotlib: pip install 'peerpair[plot]'"
        raise MissingLibraryError(message) from None
    return Figure(figsize=size, layout="constrained").add_subplot()


def finish(ax: Axes, *whole: Axis) -> None:
    """Put whole numbers alone on some axes, and leave out the lines above and on the right."""
    from matplotlib.ticker import MaxNLocator

    for axis in whole:
        axis.set_major_locator(MaxNLocator(integer=True))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def shortened(text: str, most: int = 24) -> str:
    """Return text cut to so many letters, with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
