"""Advice to creators: the rounds find what helps, fresh seeds say by how much, and the words say what was found."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.experiments.studies.advise import Advice, advise
from simulator.experiments.studies.career import WORK
from simulator.experiments.studies.inference import estimate
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.run import run_one
from simulator.experiments.studies.tactics import TACTICS
from simulator.locale import LANGUAGES, catalogue
from simulator.report import advice_page
from simulator.settings.errors import SettingsError
from simulator.settings.tree import Settings
from tests.simulator import worlds
from tests.simulator.studies import toys

NEWCOMERS = {"newcomers": 0.3}
SOME = ("quality", "replies", "clickbait", "hot", "evening", "broad")


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What was said while the advice was found."""
    return []


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Advice:
    return toy(tmp_path_factory.mktemp("store"), tell=told.append)


def toy(folder: Path, **asked: object) -> Advice:
    words = {
        "base": Settings.model_validate({"creators": NEWCOMERS}), "tactics": SOME, "days": 1.0, "seeds": 3, "fresh": 10,
        "finalists": 2, "executor": "here", "work": f"{toys.HERE}:career",
    }  # fmt: skip
    return advise(store=folder, **(words | asked))  # pyright: ignore


@pytest.mark.slow
def test_the_best_pair_wins_and_fresh_seeds_say_by_how_much(found: Advice) -> None:
    first = found.finals[0]
    assert first.tactic.parts == ("quality", "replies")
    assert first.difference.mean == pytest.approx(20.0, abs=1.5)
    assert first.pairs == 10
    assert first.best == 1.0
    assert first.verdict == "yes"
    assert first.saved.ratio > 50, "luck of thirty followers is shared"


def test_what_harms_and_what_does_little(found: Advice) -> None:
    assert [one.tactic.key for one in found.harmful] == ["clickbait"]
    assert found.harmful[0].pairs == 10, "of fresh seeds"
    little = {part for one in found.little for part in one.tactic.parts}
    assert little
    assert little <= {"hot", "evening", "broad"}


@pytest.mark.slow
def test_the_finalists_seeds_had_no_say_in_choosing_them(found: Advice, told: list[str]) -> None:
    rounds = [line for line in told if line.startswith("Round: ")]
    assert rounds == [
        "Round: 6 tactics, 3 seeds",
        "Round: the better 4, 6 seeds",
        "Round: 6 pairs, 6 seeds",
        "Round: 3 on fresh seeds, the worst among them, 10 seeds",
    ]
    fresh = [line for line in told[told.index(rounds[-1]) :] if "  usual, seed " in line]
    assert sorted(int(line.split("seed ")[1].split(":")[0]) for line in fresh) == list(range(7, 17))
    assert found.exit_code == 0


def test_advice_that_turns_round_elsewhere_says_so(found: Advice) -> None:
    rows = {one.where: one.difference.mean for one in found.elsewhere}
    assert set(rows) == {"bilibili", "douyin", "kuaishou", "slow", "fast"}
    assert rows["slow"] < 0 < rows["douyin"]
    page = advice_page.page(found, "en")
    assert re.search(r"tastes that move ten times slower -(19|2\d)", page)
    assert "(turns round)" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words(found: Advice, lang: str) -> None:
    page = advice_page.page(found, lang)
    first = page.splitlines()[2]
    effect = f"{found.finals[0].difference.mean:+.0f}"
    assert effect in first
    assert (
        "few good videos and answering every comment" if lang == "en" else "少而精的视频加回复每条评论"
    ) in first
    assert "creators.reply_cost" in page
    json.dumps(advice_page.document(found), allow_nan=False)


def test_what_only_the_first_rounds_know_is_compared_with_no_finalist(found: Advice) -> None:
    told = advice_page.document(found)
    helped = {**told["finalists"][0], "said": "also"}
    page = "\n".join(advice_page.sentences({**told, "finalists": [], "screened": [helped]}, catalogue("en")))
    assert "Helped in the rounds so far" in page and "and less" not in page


def test_the_runs_are_counted_before_they_are_begun(found: Advice, told: list[str]) -> None:
    most = int(told[0].split()[2])
    assert most == found.terms.most_runs
    assert 0.8 * most <= found.wanted <= most


@pytest.mark.slow
def test_two_worlds_that_happen_to_agree_are_not_certainty(tmp_path: Path) -> None:
    words = {"tactics": ("replies", "hot"), "work": f"{toys.HERE}:same", "robust": False, "seeds": 2}
    few = toy(tmp_path, fresh=2, **words)
    assert few.finals[0].difference.mean == 1.0
    assert few.sure == few.also == ()
    many = toy(tmp_path, fresh=40, **words)
    assert many.finals[0].p < 0.05, "forty that agree are"
    assert many.sure == () and many.finals[0] in many.little, (
        "and yet one person in a thousand matters little"
    )


def test_every_tactic_has_its_words_and_can_be_followed() -> None:
    from simulator.locale import catalogue
    from simulator.settings.creators import Strategy

    for lang in LANGUAGES:
        assert {f"advise.tactic.{key}" for key in TACTICS} <= set(catalogue(lang))
    for one in TACTICS.values():
        Strategy.model_validate({"creator": 0, **one.levers})


@pytest.mark.slow
def test_a_new_creator_begins_unknown_when_the_world_opens() -> None:
    small = worlds.settings(80, 20, creators=NEWCOMERS, world={"backlog": 5, "past_days": 1})
    asked = {"creator": "new", "topic": "food", "effort": 1.0, "levers": {}}
    usual = run_one(planned(small, 6, work=WORK, asked=asked))
    idle = run_one(planned(small, 6, work=WORK, asked=asked | {"effort": 0.0}))
    busy = run_one(planned(small, 6, work=WORK, asked=asked | {"effort": 10.0}))
    assert usual.done, usual.error
    assert idle["reach"] == idle["views"] == 0
    assert 0 < usual["reach"] < busy["reach"] <= 80


def test_a_known_creator_is_followed_from_where_it_stands() -> None:
    small = worlds.settings(80, 20, world={"backlog": 5, "past_days": 2})
    asked = {"creator": 3, "topic": "", "effort": 1.0, "levers": {}}
    row = run_one(planned(small, 1, work=WORK, asked=asked))
    world = worlds.lived(small, 48, "self")
    before = int(world.engine.world.creators.impressions[3])
    world.direct(3, {"effort": 1.0, "adapt": 0.0})
    for _ in range(24):
        world.step()
    assert row["views"] == world.engine.world.creators.impressions[3] - before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"topic": "fod"}, "--topic must be one of"),
        ({"goal": "fame"}, "--goal must be one of followers, reach, fans, trust"),
        ({"creator": "150"}, "--creator must be new, or a number from 0 to 149"),
        ({"effort": 0.0}, "--effort must be above 0"),
        ({"tactics": ("magic",)}, "--tactics must be one of"),
        ({"seeds": 1}, "must be at least 2"),
        ({"base": Settings()}, "needs creators.newcomers above 0"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, words: dict, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        toy(tmp_path, **words)


def test_a_budget_keeps_time_for_fresh_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(0, 100_000, 10))
    monkeypatch.setattr("simulator.experiments.studies.course.time.monotonic", lambda: float(next(now)))
    told: list[str] = []
    found = toy(tmp_path, budget_s=800.0, robust=False, tell=told.append)
    rounds = [line for line in told if line.startswith("Round: ")]
    assert rounds[0] == "Round: 6 tactics, 3 seeds"
    assert rounds[-1].startswith("Round: 3 on fresh seeds"), rounds
    assert found.ended_early == "budget" and found.exit_code == 0
    assert found.finals and found.finals[0].pairs >= 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_did_worse_is_not_among_the_best_of_those_tried(found: Advice, lang: str) -> None:
    worse = replace(found.finals[0], difference=estimate([-3.0, -1.0, -2.0]), p=0.3, verdict="open")
    told, say = advice_page.page(replace(found, finals=(worse,), elsewhere=()), lang), catalogue(lang)
    assert say("advise.doubtful").partition("{")[0] in told
    assert say("advise.perhaps").partition("{")[0] not in told and say("advise.nothing") in told
