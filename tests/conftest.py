"""One profile for every run: repeatable.  HYPOTHESIS_PROFILE=explore looks elsewhere each time.

Seconds decide nothing: a slow example on a busy machine is no fault.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest
from _pytest.doctest import DoctestItem
from hypothesis import HealthCheck, Phase, settings

from peerpair import registry

settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", settings.get_profile("repeatable"), derandomize=False)
# For planted errors: that an example fails is enough, a smaller one is not looked for.
settings.register_profile(
    "unshrunk",
    settings.get_profile("repeatable"),
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a doctest defines is forgotten after it: a rule is registered by being defined."""
    for item in items:
        if isinstance(item, DoctestItem):
            item.runtest = _forgetting(item.runtest)  # type: ignore[method-assign]


def _forgetting(run: Callable[[], None]) -> Callable[[], None]:
    def runtest() -> None:
        known = {family: dict(classes) for family, classes in registry._CLASSES.items()}
        try:
            run()
        finally:
            for family, classes in registry._CLASSES.items():
                kept = known.get(family, {})
                for kind in [kind for kind in classes if _is_of_a_doctest(classes[kind], kept)]:
                    del classes[kind]

    return runtest


def _is_of_a_doctest(part: type, kept: dict[str, type]) -> bool:
    """Tell whether a part came in a doctest, and not with a module that was loaded meanwhile."""
    return part not in kept.values() and not hasattr(
        sys.modules.get(part.__module__), part.__name__
    )
