"""A platform that has lived before its algorithm takes over."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.cli import command_line
from simulator.experiments.wiring import Simulation, build
from simulator.frames import HOURS_PER_DAY
from simulator.settings.tree import Settings
from tests.simulator.worlds import FEW_TOML


def young(algorithm: str = "user-cf", days: int = 2, before: str = "random") -> Simulation:
    return build(
        Settings.model_validate(
            {
                "seed": 4,
                "world": {"people": 80, "creators": 20, "past_days": days},
                "feed": {"algorithm": algorithm, "before": before},
            }
        ),
        (algorithm,),
    )


def test_the_chosen_algorithm_takes_over_when_the_past_is_over() -> None:
    run = young()
    assert run.waking and run.engine.algorithm == "random"
    run.open()
    assert run.tick == 2 * HOURS_PER_DAY and not run.waking
    run.step()
    assert run.engine.algorithm == "user-cf"


@pytest.mark.slow
def test_the_past_is_the_same_whatever_comes_after() -> None:
    one, other = young("user-cf").open(), young("newest").open()
    assert one.digest == other.digest
    one.step(), other.step()
    assert one.digest != other.digest


def test_a_past_lived_by_the_algorithm_itself_is_no_past() -> None:
    """Living two days before and one after is living three days."""
    with_past, without = young(before="user-cf"), young(days=0)
    for _ in range(3 * HOURS_PER_DAY):
        with_past.step(), without.step()
    assert with_past.digest == without.digest


def test_a_twin_may_stay_with_the_method_of_the_past() -> None:
    twin = young().open().fork("random")
    twin.step()
    assert twin.engine.algorithm == "random"


def test_who_switches_while_the_past_is_lived_has_chosen_what_comes_after() -> None:
    run = young()
    run.step()
    run.switch("random")
    run.open().step()
    assert run.engine.algorithm == "random"


@pytest.mark.slow
def test_a_fork_while_the_past_is_lived_lives_on_to_the_same_past() -> None:
    run = young("random", before="newest")
    run.step()
    twin = run.fork("random")
    assert run.open().digest == twin.open().digest
    assert np.array_equal(run.engine.chronicle.diet, twin.engine.chronicle.diet)


def test_days_of_the_past_come_first_stand_apart_and_count_among_the_hours(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "past.toml"
    file.write_text(
        FEW_TOML.read_text(encoding="utf-8").replace("past_days = 0", "past_days = 1"), encoding="utf-8"
    )
    words = ["run", "--settings", str(file), "--people", "80", "--creators", "10", "--algorithm", "newest"]
    assert command_line([*words, "--days", "0.5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["past_days"], told["ticks"], told["days"]) == (1, 36, 0.5)
    assert (told["past_daily"]["day"], told["daily"]["day"]) == ([1], [])
    assert {len(column) for column in told["past_daily"].values()} == {1}
    assert command_line([*words, "--days", "2", "--json"]) == 0
    longer = json.loads(capsys.readouterr().out)
    assert (longer["days"], longer["past_daily"], longer["daily"]["day"]) == (2.0, told["past_daily"], [1, 2])
    assert longer["daily"]["views_day"][-1] == longer["vitals"]["views_day"]
