"""One profile for every run: repeatable.  HYPOTHESIS_PROFILE=explore looks elsewhere each time.

Seconds decide nothing: a slow example on a busy machine is no fault.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

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
