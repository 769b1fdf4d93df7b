"""``peerpair sent``: what the last run wrote for residents has reached them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from peerpair.cli.codes import DONE
from peerpair.cli.console import say_all
from peerpair.cli.options import Quiet, Where, config_path
from peerpair.errors import ReadError
from peerpair.model.settings import Horizon
from peerpair.report.sent import Sent
from peerpair.report.words import count, span_text


def sent(where: Where = Path(), quiet: Quiet = False) -> int:
    """Say that the last invitations were sent: they and the round are remembered from now on."""
    from peerpair.config import read_config
    from peerpair.report.sent import record_sent

    config = read_config(config_path(where))
    state = config.state_file
    if not state.exists():
        hint = "peerpair pair writes invitations first"
        raise ReadError(str(state), "there are no invitations that could have been sent", hint)
    done = record_sent(state, config.history_file, dates=config.rosters.dates)
    if not quiet:
        say_all(_done(done, config.history_file.name))
    return DONE


def _done(done: Sent, history: str) -> Iterator[str]:
    """Yield what counts as sent now, and what is remembered."""
    if done.news:
        yield f"The invitations of {count(done.news, 'group')} now count as sent."
    else:
        yield "They counted as sent already."
    if done.formed is None or done.remembered is None:
        yield f"Which groups they were is not known: run peerpair pair again for {history}."
        return
    span = span_text(Horizon(done.formed.start, done.formed.end))
    verb = "has" if done.remembered.before and not done.remembered.written else "now has"
    yield f"{history} {verb} them as round {done.remembered.number} ({span})."
    if done.remembered.written:
        yield "When a group could not meet, say so: peerpair met GROUP --no"
