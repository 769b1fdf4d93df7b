"""What to do about what was read: as options of a command, or as lines of a configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peerpair.config.config import Config
from peerpair.config.zones import other_zone
from peerpair.report.words import day_text

_COUNTS = "A roster counts from its first to its last entry. If it is complete for more dates, "
_UNKNOWN = "No template knows these names, so their time is unknown"


@dataclass(frozen=True)
class Advice:
    """Sentences for a reader who can change settings; empty where there is nothing to change.

    Attributes
    ----------
    published : str
        On dates that are not known.
    hours : str
        On rotations without hours.
    nothing : str
        Where nothing at all was read for the dates that were asked for.
    warnings : tuple of str
        What is most likely wrong with the settings themselves.
    """

    published: str = ""
    hours: str = ""
    nothing: str = ""
    warnings: tuple[str, ...] = ()

    @classmethod
    def on(cls, config: Config, today: date) -> Advice:
        """Return the advice on a configuration, as of a date."""
        rosters, horizon, file = config.rosters, config.horizon, config.path.name
        ours = config.from_options
        if ours:
            complete = "say which with --published-from and --published-to."
            hours = f"{_UNKNOWN}. Give their hours in a table with --templates"
            usual = ", or try --default-rotations for the usual ones"
        else:
            dates = f"[{horizon.start}, {horizon.end}]"
            complete = f"say which in {file}, below [rosters]: published = {dates}"
            hours = f"{_UNKNOWN}: put a rotations.csv into this folder (docs/rosters.md)"
            usual = f", or set default_rotations = true in {file} for the usual ones"
        dates = "--from and --to" if ours else f"the dates in {file}"
        return cls(
            published=_COUNTS + complete if rosters.published is None else "",
            hours=hours + ("" if rosters.default_rotations else usual) + ".",
            nothing=f"Nothing at all was read for these dates. Are {dates} right?",
            warnings=tuple(filter(None, (_over(config, today), _zone(config)))),
        )


def _over(config: Config, today: date) -> str:
    end = config.horizon.end
    if end > today:
        return ""
    last = date.fromordinal(end.toordinal() - 1)
    return f"This round is over: its last day was {day_text(last)} {last.year}."


def _zone(config: Config) -> str:
    zone = config.rosters.timezone
    other = other_zone(config.folder, zone, config.horizon)
    if not other:
        return ""
    who = "--timezone says" if config.from_options else "the settings say"
    return f"Most calendars here name {other}; {who} {zone}."
