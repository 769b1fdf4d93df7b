"""How much memory a process has used, and how much it may use."""

from __future__ import annotations

import sys
from pathlib import Path

_MEBI = 2**20


def peak_memory(pid: int | None = None) -> int | None:
    """Return the peak resident memory of a process since its start, in bytes.

    Parameters
    ----------
    pid : int, optional
        Another process, where the system tells (Linux); None = this one.

    Returns
    -------
    int or None
        None where the system does not tell.
    """
    # The kernel's mark belongs to the program; that of getrusage begins with what the parent had.
    try:
        status = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace")
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    if pid is not None:
        return None
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def memory_can_be_limited() -> bool:
    """Tell whether this platform can limit the memory of a process."""
    try:
        import resource
    except ModuleNotFoundError:
        return False
    return hasattr(resource, "RLIMIT_AS")


def limit_memory(mebibytes: int) -> None:
    """Limit the address space of this process, for good."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mebibytes * _MEBI
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))
