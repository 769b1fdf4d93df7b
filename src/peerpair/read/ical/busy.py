"""Whether an event takes its people's time.

After RFC 4791, section 7.10, and RFC 5545, sections 3.8.1.11 and 3.8.2.7; the table stands in
``docs/calendars.md``, too, where a test reads it.
"""

from __future__ import annotations


def is_busy(status: str, microsoft: str, transparency: str) -> bool:
    """Tell whether an event takes time.

    Parameters
    ----------
    status, microsoft, transparency : str
        The values of STATUS, X-MICROSOFT-CDO-BUSYSTATUS and TRANSP; empty = not given.

    Examples
    --------
    >>> is_busy("TENTATIVE", "", ""), is_busy("", "BUSY", "TRANSPARENT"), is_busy("", "FREE", "")
    (True, True, False)
    """
    if status.upper() == "CANCELLED":
        return False
    if microsoft:  # what its author saw on the screen; TRANSP is derived from it
        return microsoft.upper() != "FREE"
    return transparency.upper() != "TRANSPARENT"
