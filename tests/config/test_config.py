"""A configuration: what it may say, what is wrong with it, and the round that it states."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peerpair.config import Round, read_config
from peerpair.config.shape import config_shape
from peerpair.constraints import Exclude
from peerpair.errors import ProblemError, ReadError
from peerpair.model.resident import PastGroup, Preference

EXAMPLE = Path(__file__).parents[2] / "examples" / "roster"
BASE = """
[horizon]
start = 2026-08-03
end = 2026-08-31
[rosters]
timezone = "America/Chicago"
"""


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    folder = tmp_path / "roster"
    shutil.copytree(EXAMPLE, folder)
    return folder


def config(folder: Path, head: str = "", rosters: str = "", tail: str = "") -> Path:
    file = folder / "peerpair.toml"
    if "exclusions" not in rosters:
        (folder / "exclusions.csv").unlink(missing_ok=True)
    file.write_text(f"{head}\n{BASE}\n{rosters}\n{tail}\n", encoding="utf-8")
    return file


def faults(file: Path) -> dict[str, str]:
    with pytest.raises(ProblemError) as caught:
        read_config(file)
    assert str(file) in str(caught.value)
    return {fault.place: str(fault) for fault in caught.value.faults}


def test_the_settings_are_those_of_the_problem_document(roster: Path) -> None:
    head = """
    title = "August"
    sizes = { 2 = [0, 20], 3 = [2, 30] }
    unplaced = { penalty = 500 }
    fairness = "total"
    objectives = [{ kind = "shared_time", weight = 7 }, { kind = "stage", weight = 2 }]
    constraints = [{ kind = "min_weeks_met", weeks = 1 }]
    """
    tail = """
    [meeting]
    minutes = 90
    hours = [17:00:00, "21:30"]
    blackouts = [2026-08-10]
    [rest]
    after_night_minutes = 600
    """
    problem = _state(config(roster, head, tail=tail)).problem
    document = problem.to_document()
    assert document["title"] == "August"
    assert document["sizes"] == {"2": [0, 20], "3": [2, 30]}
    assert document["unplaced"] == {"penalty": 500}
    assert document["meeting"]["hours"] == ["17:00", "21:30"]
    assert document["meeting"]["blackouts"] == ["2026-08-10"]
    assert document["rest"]["after_night_minutes"] == 600
    assert [entry["kind"] for entry in document["objectives"]] == ["shared_time", "stage"]
    assert document["constraints"] == [{"kind": "min_weeks_met", "weeks": 1}]
    assert document["horizon"] == {"start": "2026-08-03", "end": "2026-08-31"}


def _state(file: Path) -> Round:
    found = read_config(file)
    return found.state(found.read())


def test_lists_lie_among_the_rosters_or_beside_the_file(roster: Path) -> None:
    rosters = 'exclusions = "exclusions.csv"\npreferences = "wishes.csv"'
    (roster / "preferences.csv").rename(roster.parent / "wishes.csv")
    file = config(roster, rosters=rosters).rename(roster.parent / "peerpair.toml")
    file.write_text(file.read_text() + '\nfolder = "roster"\n')
    problem = _state(file).problem
    assert len(problem.constraints) == 2
    assert all(isinstance(rule, Exclude) and rule.private for rule in problem.constraints)
    assert Preference("ane01", "em07", -400) in problem.preferences


def test_residents_of_constraints_may_be_names(roster: Path) -> None:
    head = 'constraints = [{ kind = "together", residents = ["IM Resident 1", "em03"] }]'
    (rule,) = _state(config(roster, head)).problem.constraints
    assert set(rule.residents()) == {"im01", "em03"}


def test_past_groups_count_as_far_as_their_members_are_still_here(roster: Path) -> None:
    (roster / "june.csv").write_text("member_1,member_2,member_3\nim01,gone,em01\nleft,im02,\n")
    (roster / "july.csv").write_text("group,resident\n1,im03\n1,IM Resident 4\n")
    stated = _state(config(roster, rosters='history = ["june.csv", "july.csv"]'))
    assert stated.problem.history == (
        PastGroup(("im01", "em01"), 1),
        PastGroup(("im03", "im04"), 2),
    )
    wishes, note = stated.issues[len(stated.schedule.issues) :]
    assert "preferences.csv lists preferences, and is not named" in str(wishes)
    assert str(note).startswith("june.csv: 2 members of past groups")


def test_a_past_group_that_did_not_meet_is_told(roster: Path) -> None:
    (roster / "june.csv").write_text("member_1,member_2,met\nim01,em01,no\nim02,em02,\n")
    (roster / "july.csv").write_text("group,resident,met\n1,im03,\n1,im04,No\n")
    stated = _state(config(roster, rosters='history = ["june.csv", "july.csv"]'))
    assert stated.problem.history == (
        PastGroup(("im01", "em01"), 1, met=False),
        PastGroup(("im02", "em02"), 1),
        PastGroup(("im03", "im04"), 2, met=False),
    )
    for wrong in ("1,im03,yes\n1,im04,no\n", "1,im03,?\n1,im04,\n"):
        (roster / "july.csv").write_text("group,resident,met\n" + wrong)
        with pytest.raises(ReadError, match="met '"):
            _state(config(roster, rosters='history = ["july.csv"]'))


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "peerpair.toml"
    file.write_text(
        """
        sizes = "quads"
        colour = "red"
        objectives = [{ kind = "shared_tim" }]
        [horizon]
        start = 2026-08-31
        end = 2026-08-03
        [rosters]
        timezone = "Chicago"
        published = [2026-08-31, 2026-08-03]
        default_rotations = "yes"
        residents = ["a.csv", 7]
        [output]
        calendars = "everyone"
        seconds = -1
        organizer = "the chief"
        [meeting]
        minuts = 60
        """
    )
    found = faults(file)
    assert set(found) == {
        "sizes",
        "colour",
        "objectives[0].kind",
        "horizon.end",
        "rosters.timezone",
        "rosters.published",
        "rosters.default_rotations",
        "rosters.residents[1]",
        "output.calendars",
        "output.seconds",
        "output.organizer",
        "meeting.minuts",
    }
    assert "Maybe minutes?" in found["meeting.minuts"]
    assert "Maybe shared_time?" in found["objectives[0].kind"]


def test_what_must_be_there_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "peerpair.toml"
    file.write_text("")
    assert set(faults(file)) == {"horizon", "rosters"}
    file.write_text("[horizon]\n[rosters]\n")
    assert set(faults(file)) == {"horizon.start", "horizon.end", "rosters.timezone"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"title = ", "is not TOML"),
        (b"title = 'a'\ntitle = 'b'", "is not TOML"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"a" * (2**20 + 1), "too large"),
        (b"[" * 5000, "is not TOML"),
    ],
)
def test_a_file_that_is_no_configuration(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "peerpair.toml"
    file.write_bytes(data)
    with pytest.raises(ReadError, match=words):
        read_config(file)


def test_a_missing_file_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Maybe peerpair init makes a"):
        read_config(tmp_path / "peerpair.toml")


def test_a_confidential_pair_is_never_shown(roster: Path) -> None:
    head = """constraints = [
        { kind = "exclude", residents = ["CanaryOne", "im01"], private = true },
        { kind = "exclude", residents = ["CanaryTwo", "im01"], private = true, canarykey = 1 },
    ]"""
    file = config(roster, head)
    assert "anary" not in str(faults(file))
    file = config(roster, head.replace(", canarykey = 1", ""))
    with pytest.raises(ProblemError) as caught:
        _state(file)
    assert "constraints[0].residents[0]" in str(caught.value)
    assert "anary" not in str(caught.value)


def test_a_report_among_the_rosters_is_not_read_again(roster: Path) -> None:
    from peerpair.report import write_report
    from peerpair.solve import solve

    file = config(roster)
    first = _state(file)
    write_report(first.problem, solve(first.problem, "greedy"), read_config(file).out)
    again = _state(file)
    assert again.schedule == first.schedule
    assert again.problem == first.problem


def test_days_and_hours_may_be_written_as_people_write_them(roster: Path) -> None:
    tail = '[meeting]\ndays = ["Monday", "Tue", "fri"]\nhours = ["7:00", "22:00"]'
    found = read_config(config(roster, tail=tail)).settings["meeting"]
    assert found["days"] == ("mon", "tue", "fri")
    assert found["hours"] == ("07:00", "22:00")
    spans = '[meeting.hours.spans]\ndefault = []\nTuesday = [["7:00", 08:00:00]]'
    found = read_config(config(roster, tail=spans)).settings["meeting"]
    assert found["hours"] == {"spans": {"default": (), "tue": (("07:00", "08:00"),)}}
    twice = "[meeting.hours.spans]\ntue = []\nTuesday = []"
    assert set(faults(config(roster, tail=twice))) == {"meeting.hours.spans.Tuesday"}
    wrong = faults(config(roster, tail='[meeting]\ndays = ["Mo", 7]\nhours = ["7pm", "22:00"]'))
    assert set(wrong) == {"meeting.days[0]", "meeting.days[1]", "meeting.hours[0]"}


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("start = 8/31/2026", "Maybe write dates as 2026-08-31"),
        ("start = 31.8.2026", "Maybe write dates as 2026-08-31"),
        ("title = \u201cAugust\u201d", 'Maybe use straight quotes: "'),
        (r'folder = "C:\Users\me"', "Maybe write folders with /, as in exports/july"),
        ('canary = "CanaryOne" "CanaryTwo"', ""),
    ],
)
def test_what_is_no_toml_is_named_by_line_with_advice_and_never_shown(
    tmp_path: Path, line: str, hint: str
) -> None:
    file = tmp_path / "peerpair.toml"
    file.write_text(f"# first\n{line}\n", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_config(file)
    assert "at line 2, column" in str(caught.value)
    assert str(caught.value).endswith(hint)
    assert ("Maybe" in str(caught.value)) == bool(hint)
    assert "anary" not in str(caught.value)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ("[2026-08-31]", "must be two dates, [first, the date after the last], got one"),
        ("[]", "got none"),
        ("2026-08-31", "got string"),
        ("[2026-08-31, 2026-09-28]", "got 2026-08-31 to 2026-09-27"),
        ("[2026-07-06, 2026-08-03]", "has no date of the round (2026-08-03 to 2026-08-30)"),
    ],
)
def test_published_dates_that_say_nothing_about_the_round(
    roster: Path, dates: str, words: str
) -> None:
    found = faults(config(roster, rosters=f"published = {dates}"))
    assert words in found["rosters.published"]
    assert read_config(config(roster, rosters="published = [2026-08-30, 2026-09-28]"))


def test_missing_files_are_named_at_once_with_their_keys(roster: Path) -> None:
    rosters = """
    exclusions = "miss/exclusion.csv"
    residents = ["residents.csv", "Residence.csv"]
    templates = "rotation.csv"
    mapping = "map.toml"
    history = ["july.csv"]
    """
    (roster / "residents.csv").write_bytes(b"\0 not read")
    found = read_config(config(roster, rosters=rosters))
    with pytest.raises(ReadError) as caught:
        found.read()
    place = f"{found.path}: rosters."
    assert [str(fault) for fault in caught.value.faults] == [
        f"{place}residents[1]: there is no file Residence.csv. Maybe residents.csv",
        f"{place}templates: there is no file rotation.csv. Maybe rotations.csv",
        f"{place}exclusions: there is no file miss/exclusion.csv. Maybe exclusions.csv",
        f"{place}mapping: there is no file map.toml",
        f"{place}history: there is no file july.csv",
    ]


def test_unknown_residents_of_rules_are_named_at_once(roster: Path) -> None:
    head = """constraints = [
        { kind = "together", residents = ["IM Residnet 1", "Ghost"] },
        { kind = "exclude", residents = ["IM Residnet 2", "im01"], private = true },
        { kind = "pin", residents = ["im02", "Nobody Here"] },
    ]"""
    with pytest.raises(ProblemError) as caught:
        _state(config(roster, head))
    assert [str(fault) for fault in caught.value.faults] == [
        "constraints[0].residents[0]: unknown resident: 'IM Residnet 1'. "
        "Maybe IM Resident 1 (im01)",
        "constraints[0].residents[1]: unknown resident: 'Ghost'",
        "constraints[1].residents[0]: unknown resident (confidential)",
        "constraints[2].residents[1]: unknown resident: 'Nobody Here'",
    ]


def test_the_schema_knows_that_files_may_be_listed() -> None:
    rosters = config_shape().schema()["properties"]["rosters"]["properties"]
    texts = {"type": "string", "minLength": 1}
    assert rosters["residents"]["anyOf"][0] == {"anyOf": [texts, {"type": "array", "items": texts}]}


def test_a_list_of_exclusions_that_is_not_named_stops_everything(roster: Path) -> None:
    file = config(roster)
    shutil.copy(EXAMPLE / "exclusions.csv", roster)
    with pytest.raises(ReadError, match=r"exclusions.csv lists pairs who are never grouped"):
        _state(file)
    (roster / "more.csv").write_text("first,second\nim01,ane01\n")
    with pytest.raises(ReadError, match=r"more.csv lists pairs"):
        _state(config(roster, rosters='exclusions = "exclusions.csv"'))
    stated = _state(config(roster, rosters='exclusions = ["exclusions.csv", "more.csv"]'))
    assert len(stated.problem.constraints) == 3
    assert any(
        "preferences.csv lists preferences, and is not named" in str(i) for i in stated.issues
    )


def test_a_configuration_shows_no_rule_of_its_own(roster: Path) -> None:
    head = 'constraints = [{ kind = "exclude", residents = ["canary", "im01"], private = true }]'
    assert "canary" not in repr(read_config(config(roster, head)))
