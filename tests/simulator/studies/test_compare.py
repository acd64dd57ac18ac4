"""Comparing arms: what is asked, what the table says, how it ends."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path

import duckdb
import numpy as np
import pytest

from simulator.experiments.studies.arms import Arm, arm, settled
from simulator.experiments.studies.compare import Comparison, compare
from simulator.experiments.studies.course import begun, span
from simulator.experiments.studies.question import UntilPrecise
from simulator.experiments.studies.run import RunRow
from simulator.report import comparison_page
from simulator.settings.tree import Settings, SettingsError
from tests.simulator import worlds
from tests.simulator.studies import toys

TOY = f"{toys.HERE}:quick"


def toy(tmp_path: Path, arms: object = ("user-cf", "random", "hybrid"), **asked: object) -> Comparison:
    words = {
        "measures": ("likeness",),
        "seeds": 12,
        "work": TOY,
        "executor": "here",
        "base": Settings(),
        "days": 1.0,
    }
    return compare(arms, store=tmp_path / "store", **(words | asked))  # pyright: ignore


def test_arms_are_read_as_people_type_them() -> None:
    assert arm("hybrid") == Arm("hybrid", {"feed.algorithm": "hybrid"})
    assert arm("explore=user-cf,feed.rerank.exploration.on=true,feed.rerank.exploration.share=0.3") == Arm(
        "explore",
        {
            "feed.algorithm": "user-cf",
            "feed.rerank.exploration.on": True,
            "feed.rerank.exploration.share": 0.3,
        },
    )
    parts = arm("blend=hybrid,methods.hybrid.parts=['content', 'trending']")
    assert parts.changes["methods.hybrid.parts"] == ["content", "trending"]
    with pytest.raises(SettingsError, match="arm must be one of user-cf"):
        arm("magic")


def test_what_arms_share() -> None:
    one, other = Arm("a", {}), Arm("b", {"feed.algorithm": "random"})
    seeds = {pairing: settled(Settings(), other, 7, pairing, "a") for pairing in ("world", "people", "none")}
    assert (seeds["world"].seed, seeds["world"].world.seed) == (7, None)
    assert seeds["people"].seed != 7
    assert seeds["people"].world.seed == 7
    assert seeds["none"].seed == seeds["people"].seed
    assert seeds["none"].world.seed is None
    assert settled(Settings(), one, 7, "none", "a") == settled(Settings(), one, 7, "world", "a")


def test_the_table_says_what_the_runs_say(tmp_path: Path) -> None:
    found = toy(tmp_path, sesoi={"likeness": 0.1})
    lines = {line.arm: line for line in found.table}
    value = {key: row["likeness"] for key, row in found.rows.items()}
    apart = [value["random", seed] - value["user-cf", seed] for seed in range(1, 13)]
    assert lines["random"].difference.mean == pytest.approx(np.mean(apart))
    assert lines["random"].difference.error == pytest.approx(np.std(apart, ddof=1) / math.sqrt(12))
    assert lines["random"].verdict == "yes"
    assert lines["hybrid"].verdict == "no", "0.02 is there, and smaller than 0.1"
    assert lines["random"].saved.ratio > 100, "all luck is shared but a little"
    assert lines["random"].saved.seeds == pytest.approx(12 * lines["random"].saved.ratio)
    assert found.exit_code == 0


def test_it_speaks_chinese(tmp_path: Path) -> None:
    page = comparison_page.page(toy(tmp_path, sesoi={"likeness": 0.1}), "zh", 2_000)
    assert "12 个种子，基线 user-cf" in page
    assert "36 次运行完成了 36 次" in page
    assert "likeness: 两个人所看内容的相似度（0–1）；窗口内各小时的均值；0.02 起才有意义" in page


def test_independent_arms_save_nothing(tmp_path: Path) -> None:
    found = toy(tmp_path, ("user-cf", "hybrid"), pair="none", seeds=30)
    (line,) = found.table
    assert line.saved.interval.low < 1 < line.saved.interval.high
    assert line.bca.known


def test_more_seeds_and_another_arm_later_run_only_what_is_new(tmp_path: Path) -> None:
    told: list[str] = []
    toy(tmp_path, ("user-cf", "random"), seeds=4)
    toy(tmp_path, ("user-cf", "random", "hybrid"), seeds=6, tell=told.append)
    assert told[0] == "8 of 18 runs are in the store"
    assert sum(" of 10  " in line for line in told) == 10
    assert toy(tmp_path, seeds=6).table == toy(tmp_path / "new", seeds=6).table


def test_seeds_from_elsewhere_are_another_study(tmp_path: Path) -> None:
    found = toy(tmp_path, seeds=range(101, 105))
    assert found.seeds == (101, 102, 103, 104)
    assert {seed for _, seed in found.rows} == set(found.seeds)


def test_until_an_interval_is_narrow_enough(tmp_path: Path) -> None:
    found = toy(tmp_path, ("user-cf", "hybrid"), seeds=5, until=UntilPrecise("likeness", 0.005), pair="world")
    (line,) = found.table
    assert found.first == 5
    assert len(found.seeds) > 5
    assert line.difference.freedom == 4, "the first stage's"
    assert line.interval.high - line.interval.low <= 0.01 + 1e-12
    capped = toy(tmp_path, ("user-cf", "hybrid"), seeds=5, until=UntilPrecise("likeness", 0.0005, most=9))
    assert len(capped.seeds) == 9


def test_holm_counts_all_arms_and_measures(tmp_path: Path) -> None:
    one = toy(tmp_path, ("user-cf", "hybrid")).table[0].p
    family = {line.arm: line.p for line in toy(tmp_path, ("user-cf", "hybrid", "random", "self")).table}
    assert family["hybrid"] > one
    plain = {
        line.arm: line.p
        for line in toy(tmp_path, ("user-cf", "hybrid", "random", "self"), correct="none").table
    }
    assert plain["hybrid"] == pytest.approx(one)


def test_failed_runs_are_named_and_cost_their_pair_alone(tmp_path: Path) -> None:
    found = toy(tmp_path, ("user-cf", "random"), work=f"{toys.HERE}:stumbles", seeds=5)
    assert [name for name, *_ in found.failed] == ["random", "user-cf"]
    assert found.table[0].pairs == 4
    assert found.exit_code == 3
    assert "Failed: random, seed 2: ValueError: seed 2 is ill" in comparison_page.page(found, "en", 132)


def test_expectations(tmp_path: Path) -> None:
    held = toy(tmp_path, expect=["random likeness < -0.5", "hybrid likeness > 0"])
    assert held.broken == ()
    broken = toy(tmp_path, expect=["random likeness > 0"])
    assert broken.exit_code == 1
    assert "Expected, and not so: random likeness > 0: the interval is -1.0" in comparison_page.page(
        broken, "en", 132
    )


def test_interrupted_it_tells_what_there_is(tmp_path: Path) -> None:
    def tell(line: str) -> None:
        if line.startswith("9 of"):
            raise KeyboardInterrupt

    found = toy(tmp_path, ("user-cf", "random"), tell=tell)
    assert found.exit_code == 130
    assert found.table[0].pairs == 4
    assert "day 0.75 to 1, 4 seeds, baseline" in comparison_page.page(found, "en", 300)
    assert "Not all is there: interrupted" in comparison_page.page(found, "en", 132)
    assert toy(tmp_path, ("user-cf", "random")).table == toy(tmp_path / "new", ("user-cf", "random")).table


def test_stopped_before_there_is_a_pair_it_shows_no_empty_tables(tmp_path: Path) -> None:
    def tell(line: str) -> None:
        if line.startswith("1 of"):
            raise KeyboardInterrupt

    found = toy(tmp_path, ("user-cf", "random"), tell=tell)
    page = comparison_page.page(found, "en", 132)
    assert "larger?  " not in page
    assert "1 of 24 runs are done." in page


def test_a_budget_ends_between_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(0, 10_000, 10))
    monkeypatch.setattr("simulator.experiments.studies.course.time.monotonic", lambda: float(next(now)))
    found = toy(tmp_path, ("user-cf", "random"), budget_s=200.0)
    assert found.ended_early == "budget"
    assert 0 < len(found.rows) < 24
    assert len(found.rows) % 2 == 0
    assert found.exit_code == 0


def test_a_budget_for_a_part_says_so_before_it_begins(tmp_path: Path) -> None:
    told: list[str] = []
    with begun("here", tmp_path, told.append, 100.0) as course:
        course.each_s = 10.0
        question = toy(tmp_path, ("user-cf", "random")).question
        course.lived(question.plans(seed) for seed in range(101, 113))
    assert told[0].startswith("24 runs on 1 worker: about 4 min, 10 s a run")
    assert told[1] == "There is time for about 9 of them (--budget)"


@pytest.mark.slow
def test_a_real_world_is_estimated_before_it_is_run(tmp_path: Path) -> None:
    told: list[str] = []
    small = worlds.settings(40, 12, world={"backlog": 4})
    compare(
        ["random", "newest"], base=small, days=1, seeds=2, store=tmp_path, executor="here", tell=told.append
    )
    assert told[0].startswith("4 runs to live; a short try says how long")
    assert told[1].startswith("4 runs on 1 worker: about ")
    with pytest.raises(SettingsError, match="--budget is too short: two seeds of all arms take about"):
        compare(
            ["random", "newest"], base=small, days=9, seeds=2, store=tmp_path, executor="here", budget_s=1e-3
        )


@pytest.mark.slow
def test_the_document_and_the_files(tmp_path: Path) -> None:
    found = toy(tmp_path)
    comparison_page.write(tmp_path, found, "en")
    told = json.loads((tmp_path / "compare.json").read_text())
    assert told["lines"][0]["difference"] == found.table[0].difference.mean
    rows = duckdb.sql(f"SELECT arm, count(*) FROM '{tmp_path}/values.parquet' GROUP BY arm").fetchall()
    assert dict(rows) == {"user-cf": 12, "random": 12, "hybrid": 12}
    picture = ET.fromstring((tmp_path / "compare.svg").read_text())
    assert sum(shape.tag.endswith("circle") for shape in picture.iter()) == 2
    assert "<td>random</td>" in found._repr_html_()
    again = toy(tmp_path / "else", executor="processes:2")
    assert comparison_page.document(again) == comparison_page.document(found)


def test_the_picture_shows_on_which_side_of_nothing_a_difference_lies(tmp_path: Path) -> None:
    page = comparison_page.page(toy(tmp_path, ("user-cf", "random"), seeds=4), "en", 132)
    (drawn,) = [line for line in page.splitlines() if line.startswith("random ") and line.endswith("|")]
    assert drawn.rindex("o") < drawn.index("|") - 10


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"arms": ("user-cf",)}, "at least two arms"),
        ({"arms": ("user-cf", "user-cf")}, "'user-cf' stands there twice"),
        ({"baseline": "ideal"}, "--baseline must be one of the arms"),
        ({"seeds": 0}, "--seeds must be at least 1"),
        (
            {"measures": ("likenes",), "work": "simulator.experiments.studies.run:world"},
            "--measure must name measures",
        ),
        ({"sesoi": {"enjoyed": 0.1}}, "--sesoi must name one of the measures"),
        ({"sesoi": {"likeness": 0.0}}, "amounts above 0"),
        ({"until": UntilPrecise("likeness", 0.1), "seeds": 1}, "--until needs at least two seeds"),
        ({"pair": "luck"}, "--pair must be one of world, people, none"),
        ({"expect": ["random likeness = 3"]}, "--expect must be ARM MEASURE"),
        ({"arms": {"a": {}, "b": {"feed.adoptoin": 1}}}, "feed.adoptoin"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, words: dict, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        toy(tmp_path, **words)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("1.5h", 5400)])
def test_budgets(text: str, seconds: float) -> None:
    assert span(text) == seconds
    with pytest.raises(SettingsError, match="--budget must be a time"):
        span(text[:-1])


def test_a_row_without_a_measure_has_none() -> None:
    assert math.isnan(RunRow("k", "failed", {})["likeness"])
