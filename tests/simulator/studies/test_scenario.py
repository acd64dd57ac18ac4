"""Scenarios: what a file says is what is lived, measured and expected; what cannot be is said in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from feedscope import Played, SettingsError

from simulator.cli import command_line
from simulator.experiments.studies.episode import plans, play
from simulator.experiments.studies.measures import MEASURES
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.scenario import Case, parsed, schema
from simulator.experiments.wiring import build

SMALL = """
world = "demo"
algorithm = "random"
days = 2
seeds = 3
measures = ["effective_topics", "views"]
expect = ["views > 0", "views > 1e9 after day 1", "effective_topics > 1 from day 0.5 to 1"]

[settings]
world = { people = 40, creators = 12, backlog = 4, past_days = 0 }

[[commands]]
day = 1
switch = "newest"
"""

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(SMALL, executor="here", store=tmp_path_factory.mktemp("runs"))


def test_it_lives_what_it_says(played: Played) -> None:
    """The same world by hand: a day of chance, then a day of the newest, and its events counted."""
    case = played.case
    world = build(case.base.model_copy(update={"seed": 3}), ("random", "newest"))
    views: list[int] = []
    for tick in range(48):
        if tick == 24:
            world.switch("newest")
        views.append(len(world.engine.step().interactions))
    (row,) = played.rows.values()
    assert row.digest == world.digest
    assert played.of("views") == [sum(views[36:])], "the last quarter, if no window is named"
    assert played.of("views", (24, 48)) == [sum(views[24:])]
    topics = world.engine.chronicle.vital("effective_topics")[12:24]
    assert played.of("effective_topics", (12, 24)) == pytest.approx([float(np.nanmean(topics))])


def test_an_expectation_that_fails_is_named_and_ends_with_1(played: Played) -> None:
    assert [one.holds for one in played.checks] == [True, False, True]
    assert played.broken[0].startswith("views > 1e9 after day 1: ")
    assert played.exit_code == 1
    assert set(played.values["measure"]) == {"views", "effective_topics"}


def made(expect: str, values: list[float]) -> Played:
    case = parsed(
        f'days = 4\nseeds = {[*range(len(values))]}\nmeasures = ["views"]\nexpect = ["{expect}"]', "x"
    )
    rows = {seed: RunRow("k", "done", {"views@72-96": value}) for seed, value in enumerate(values)}
    return Played(case, rows)


def test_of_several_worlds_the_whole_interval_must_hold() -> None:
    assert made("views > 10", [10.5]).exit_code == 0, "of one world there is no interval"
    assert made("views > 10", [14.0, 15.0, 16.0]).exit_code == 0, "15 +- 2.5"
    assert made("views > 13", [14.0, 15.0, 16.0]).exit_code == 1
    assert made("views < 17", [14.0, 15.0, 16.0]).exit_code == 1
    assert made("views < 18", [14.0, 15.0, 16.0]).exit_code == 0


def test_a_run_that_fails_is_told_and_ends_with_3() -> None:
    found = made("views > 10", [11.0, 12.0])
    ill = Played(found.case, {**found.rows, 1: RunRow("k", "failed", {}, error="ill")})
    assert (ill.exit_code, ill.failed) == (3, ((1, "ill"),))


def test_other_commands_or_windows_are_other_runs() -> None:
    keys = {
        plans(parsed(text, "x"))[0].key
        for text in (
            SMALL, SMALL.replace("day = 1\n", "day = 1.5\n"), SMALL.replace("newest", "trending"),
            SMALL.replace("after day 1", "after day 1.5"), SMALL.replace("people = 40", "people = 41"),
        )
    }  # fmt: skip
    assert len(keys) == 5
    bound = SMALL.replace("views > 0", "views > 5")
    assert plans(parsed(bound, "x"))[0].key == plans(parsed(SMALL, "x"))[0].key, (
        "a bound is no part of the run"
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"demo"', '"dmo"', "world in x.toml must be one of"),
        ("days = 2", "days = 0", "days must be above 0 and at most 10000, not 0 (in x.toml, line 4)"),
        ("seeds = 3", "seds = 3", "seds is not a setting (did you mean 'seeds'?) (in x.toml, line 5)"),
        ('"random"', '"rndom"', "algorithm must be one of user-cf"),
        ("people = 40", "people = -4", "world.people must be between 1 and 5000000, not -4 (in x.toml"),
        ("views > 0", "views >= 0", "expect in x.toml must be MEASURE > NUMBER"),
        ("views > 0", "view > 0", "not 'view' (did you mean 'views'?)"),
        ("after day 1", "after day 9", "expect in x.toml must go from a day to a later one, within 2 days"),
        ("views > 0", "views > many", "expect in x.toml must have a number there, not 'many'"),
        ("day = 1\n", "day = 3\n", "commands.day must be below days, 2"),
        (
            "day = 1\n",
            "day = -1\n",
            "commands.day, item 1, must be between 0 and 10000, not -1 (in x.toml, line 13)",
        ),
        ("switch = ", "swich = ", "(did you mean 'switch'?)"),
        ('switch = "newest"', 'set = { "taste.drft" = 1 }', "commands, item 1, in x.toml: "),
        (
            'switch = "newest"',
            'set = { "world.people" = 1 }',
            "world.people cannot change while the world runs",
        ),
        ('switch = "newest"', "creator = 3", "creator and plan must stand together"),
        ('switch = "newest"', "", "it must switch, set something, or give a creator a plan"),
        ('"views"', '"vews"', "measures in x.toml must name measures among"),
        ("[settings]", "[settings", "x.toml is not valid TOML: "),
    ],
)
def test_what_cannot_be_is_one_sentence_that_names_the_field(old: str, new: str, sentence: str) -> None:
    assert old in SMALL
    with pytest.raises(SettingsError) as error:
        parsed(SMALL.replace(old, new, 1), "x.toml")
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_the_scenario_that_new_writes_can_be_run_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command_line(["scenario", "new", "crowd.toml"]) == 0
    assert command_line(["scenario", "new", "crowd.toml"]) == 2, "what is there is not lost"
    assert command_line(["scenario", "check", "crowd.toml"]) == 0
    assert "crowd can be run: 300 people under user-cf, 30 days, 3 commands" in capsys.readouterr().out
    assert command_line(["scenario", "show", "crowd.toml", "--set", "lang=zh"]) == 0
    assert "第 14 天：切换到 hybrid" in capsys.readouterr().out


def test_the_verb_lives_a_file_and_takes_it_from_the_store_again(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "small.toml").write_text(
        SMALL.replace("days = 2", "days = 2\nsays = 'Small.'"), encoding="utf-8"
    )
    words = ["run", str(tmp_path / "small.toml"), "--executor", "here", "--store", str(tmp_path / "s")]
    assert command_line(words) == 1
    told = capsys.readouterr().out
    assert told.startswith("Small.\nsmall: 40 people under random, 2 days, 1 seed.")
    assert "1 of 3 expectations do not hold." in told
    assert command_line([*words, "--json"]) == 1
    again = capsys.readouterr()
    assert again.err == "1 of 1 runs are in the store\n"
    assert [one["holds"] for one in json.loads(again.out)["expected"]] == [True, False, True]
    assert command_line([*words, "--set", "lang=zh"]) == 1
    assert "3 项预期中有 1 项不成立" in capsys.readouterr().out, "the language is no part of a run"


def test_the_schema_knows_every_field_and_setting() -> None:
    told = json.loads(json.dumps(schema()))
    assert {"world", "days", "commands", "expect", "settings", "seeds"} <= told["properties"].keys()
    assert "people" in told["$defs"]["WorldSettings"]["properties"]
    assert told["properties"]["settings"]["$ref"] == "#/$defs/Settings"
    assert set(MEASURES) == set(told["properties"]["measures"]["items"]["anyOf"][0]["enum"])
    assert told["additionalProperties"] is False


def test_pytest_can_assert_on_runs(scenario: Callable[..., Played]) -> None:
    found = scenario(SMALL, **{"feed.algorithm": "newest"})
    assert found.case.base.feed.algorithm == "newest"
    assert isinstance(found.case, Case)
    assert min(found.of("views")) > 0
