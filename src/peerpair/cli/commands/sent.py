"""``peerpair sent``: what the last run wrote for residents has reached them."""

from __future__ import annotations

from pathlib import Path

from peerpair.cli.codes import DONE
from peerpair.cli.console import say
from peerpair.cli.options import Quiet, Where, config_path
from peerpair.errors import ReadError
from peerpair.report.words import count


def sent(where: Where = Path(), quiet: Quiet = False) -> int:
    """Say that the last invitations were sent, so that later runs move or cancel them."""
    from peerpair.config import read_config
    from peerpair.report.calendars import mark_sent

    state = read_config(config_path(where)).state_file
    if not state.exists():
        hint = "peerpair pair writes invitations first"
        raise ReadError(str(state), "there are no invitations that could have been sent", hint)
    groups = mark_sent(state)
    if not quiet:
        if groups:
            say(f"The invitations of {count(groups, 'group')} now count as sent.")
        else:
            say("They counted as sent already.")
    return DONE
