"""Items' popularity in a log: what is told of their appeal, and what becomes of it in a world of the people's twins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from recommender.datasets import ROLES
from simulator.cli import command_line
from simulator.cli.log_options import LogOptions
from simulator.experiments import twins
from simulator.experiments.likeness import of_world, spread_of_choices, spread_of_showings
from simulator.experiments.wiring import build
from simulator.recording.reader import Recording
from simulator.settings.files import load_preset, override, read_file
from tests.refused import refused
from tests.simulator.worlds import FEW, FEW_TOML

NAMED = ["--user-column", "who", "--item-column", "what"]
READING: dict[str, object] = {"columns": {"user": "who", "item": "what"}}
TOPICS = 8


def chosen(folder: Path, power: float, people: int = 250, items: int = 800, events: int = 20_000) -> Path:
    """A log of choices: an item's share of those of its topic falls as 1 / rank^power, seven in ten are of two topics
    that the person likes. Columns have names that nobody knows."""
    rng = np.random.default_rng(3)  # the seed is any: only orders and wide tolerances are claimed
    weight = np.arange(1, items // TOPICS + 1) ** -power
    likes, who = rng.integers(TOPICS, size=(people, 2)), rng.integers(people, size=events)
    own = likes[who, rng.integers(2, size=events)]
    topic = np.where(rng.random(events) < 0.7, own, rng.integers(TOPICS, size=events))
    what = rng.choice(len(weight), events, p=weight / weight.sum()) * TOPICS + topic
    when = np.sort(rng.integers(7 * 86_400, size=events))
    rows = (f"{a},{b},{c}" for a, b, c in zip(who, what, when, strict=True))
    file = folder / f"chosen-{power}.csv"
    file.write_text("\n".join(("who,what,timestamp", *rows)) + "\n")
    return file


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_the_spread_of_what_people_choose_is_told_without_the_luck_of_few_views(spread: float) -> None:
    """Of 4,000 items that are chosen 6 times on average, which by luck alone differ by 0.4."""
    rng = np.random.default_rng(1)
    views = rng.poisson(6 * np.exp(spread * rng.normal(size=4_000) - spread**2 / 2))
    assert spread_of_choices(views.astype(float)) == pytest.approx(spread, abs=0.1)


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_the_spread_of_what_a_feed_shows_is_that_of_how_views_go_and_not_of_how_many(spread: float) -> None:
    """Items whose chance to be watched to the end differs by so many logits, shown very unequally whatever it is."""
    rng = np.random.default_rng(1)
    weight = np.arange(1, 401) ** -0.9
    item = rng.choice(400, 40_000, p=weight / weight.sum())
    logit = spread * rng.normal(size=400)[item]
    pleased = (rng.random(40_000) < 1 / (1 + np.exp(-logit))).astype(float)
    found = spread_of_showings(rng.integers(300, size=40_000), item, pleased)
    assert found == pytest.approx(spread, rel=0.25, abs=0.1)


@pytest.mark.slow
def test_under_an_even_feed_views_to_the_end_are_as_unequal_as_the_log_is_steep(tmp_path: Path) -> None:
    """Everybody is shown videos by lot, so that these differ by what is in them alone: Gini of views to the end 0.32,
    0.34 and 0.36 measured for seed 1, in this order and 0.04 to 0.07 apart for seeds 1 to 5; views stay as they are."""
    base = override(load_preset("demo"), {**FEW, "world.creators": 6, "feed.algorithm": "random"})
    found: list[tuple[float, float, float, float]] = []
    for power in (0.0, 0.7, 1.2):
        settled = twins.settled(base, chosen(tmp_path, power), None, READING)
        run = build(settled, ("random",))
        for _ in range(72):
            run.engine.step()
        world = of_world(run.engine)
        assert world.appeal_spread == pytest.approx(twins.figures_of(settled).appeal_spread, rel=0.1)
        found.append((settled.behaviour.quality, world.ends_gini, world.ends_top_tenth, world.views_gini))
    weight, gini, top, views = np.array(found).T
    assert weight[0] < 0.5 and (np.diff(weight) > 2).all()
    assert (np.diff(gini) > 0).all() and gini[2] - gini[0] > 0.02
    assert top[2] - top[0] > 0.01
    assert np.ptp(views) < 0.02


@pytest.mark.slow
def test_named_columns_are_kept_with_the_world_and_both_are_shown_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = chosen(tmp_path, 0.7, people=40, items=80, events=2_000)
    words = [
        "run",
        "--settings",
        str(FEW_TOML),
        "--people-from",
        str(log),
        *NAMED,
        "--creators",
        "10",
        "--days",
        "0.5",
        "--lang",
        "zh",
    ]
    assert command_line([*words, "--json", "--out", str(tmp_path / "one")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["settings"]["twins"]["columns"] == {"user": "who", "item": "what"}
    there, here = told["twins"]["log"], told["twins"]["world"]
    assert there["views_per_day"]["mean"] == pytest.approx(2_000 / 40 / 7)
    assert there["items"] == 80 and sum(there["topics"].values()) == pytest.approx(1)
    counts = np.bincount([int(row.split(",")[1]) for row in log.read_text().splitlines()[1:]])
    assert there["views"]["top_tenth"] == pytest.approx(np.sort(counts)[-8:].sum() / 2_000)
    assert here["views_per_day"]["mean"] == pytest.approx(told["views"] / 40 / 0.5)
    file = tmp_path / "one" / "settings.toml"
    assert read_file(file).twins.columns == {"user": "who", "item": "what"}
    again = ["run", "--settings", str(file), "--days", "0.5", "--out", str(tmp_path / "two")]
    assert command_line(again) == 0
    page = capsys.readouterr().out
    assert "这个世界与日志有多像" in page and "80" in page
    assert Recording(tmp_path / "two").digest == told["digest"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--user-column", "who"], "--user-column says how to read a log, and needs --people-from"),
        (["--people-from", "{log}"], "(--columns user,item); it has who, what, timestamp"),
        (["--people-from", "{log}", "--user-column", "whoo"], "has no column 'whoo' (did you mean 'who'?)"),
        (["--people-from", "{log}", "--format", "cvs"], "--format must be one of auto, "),
    ],
)
@pytest.mark.parametrize("verb", ["run", "settings"])
def test_columns_that_are_not_there_are_one_sentence_and_exit_code_2(
    verb: str, words: Sequence[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = chosen(tmp_path, 0.7, people=4, items=16, events=20)
    assert sentence in refused(capsys, verb, *(word.format(log=log) for word in words))


def test_every_column_has_its_option() -> None:
    assert {field.name for field in fields(LogOptions)} == {
        "format",
        "skip_bad_rows",
        "positions",
        "separator",
        "encoding",
        "weights",
    } | {f"{role}_column" for role in ROLES}
    assert LogOptions(user_column="who", time_column="when").columns == {"user": "who", "time": "when"}
