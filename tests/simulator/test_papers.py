"""Papers, live: the models by hand and by a slow second formula, and the verb that runs them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from recommender.luck import Luck
from simulator import cli
from simulator.cli.paper import validated
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers import course as paper_course
from simulator.experiments.papers.course import live
from simulator.experiments.papers.paper import BINS, Order, Paper
from simulator.experiments.papers.piao2023 import DT, INTEREST, ITEMS, PAPER, PHI, WINDOW, Piao2023, PiaoModel
from simulator.experiments.studies.run import run_one
from simulator.experiments.studies.store import Store
from simulator.frames.paper import figure_words
from simulator.locale import LANGUAGES, catalogue
from simulator.settings.tree import SettingsError
from tests.refused import refused

Captured = pytest.CaptureFixture[str]


def test_a_step_does_what_the_paper_says() -> None:
    """The same step, person by person and item by item, from the same luck."""
    settings = Piao2023(people=30, steps=10, beta=3.0, gamma_plus=0.8, gamma_minus=-0.4, sigma=0.02)
    model, luck = PiaoModel(settings, Luck(5)), Luck(5)
    observed, interest = model.observed.copy(), model.intrinsic.copy()
    items = luck.stream("items").multinomial(settings.items, ITEMS / ITEMS.sum())
    model.step()
    draw = luck.stream("step", 0)
    slate, accept = draw.random((2, 30, 10), dtype=np.float32)
    noise = draw.standard_normal((30, 20), dtype=np.float32)
    for u in range(30):
        chance = items * np.exp([3.0 * sum(observed[u, k] * PHI[k, t] for k in range(20)) for t in range(20)])
        edges = np.cumsum(chance) / chance.sum()
        moved = observed[u].copy()
        for place in range(10):
            topic = int(np.searchsorted(edges, slate[u, place], side="right"))
            g = 0.8 if accept[u, place] < interest[u, topic] else -0.4
            moved[topic] += g * (1 - observed[u, topic]) * DT
        moved = np.clip(moved + 0.02 * np.sqrt(DT) * noise[u], 0, 1)
        np.testing.assert_allclose(
            model.observed[u], moved / moved.sum(), rtol=1e-6
        )  # noise is of single precision


def test_relative_entropy_is_of_the_last_ten_steps_over_the_person_s_own() -> None:
    model = PiaoModel(Piao2023(people=4, steps=20), Luck(2))
    shown = []
    for _ in range(14):
        model.step()
        shown.append(model._shown[(len(shown)) % WINDOW].copy())
    told = model.measure()
    for u in range(4):
        p = sum(rows[u] for rows in shown[-10:]) / 100
        own = model.intrinsic[u]
        entropy = -sum(x * np.log(x) for x in p if x > 0) / -sum(x * np.log(x) for x in own if x > 0)
        assert told.values[u] == pytest.approx(entropy, rel=1e-9)
    assert told.figures["mean"] == pytest.approx(told.values.mean())
    assert sum(told.figures[state] for state in ("deep", "partial", "varied")) == pytest.approx(1.0)


def test_interests_are_shares_around_the_mean_interest() -> None:
    model = PiaoModel(Piao2023(people=20_000), Luck(3))  # fixed seed: the bound is five standard errors
    np.testing.assert_allclose(model.intrinsic.sum(axis=1), 1.0)
    mean = INTEREST / INTEREST.sum()
    error = np.sqrt(mean * (1 - mean) / 16 / 20_000)
    assert (np.abs(model.intrinsic.mean(axis=0) - mean) < 5 * error).all()


def test_topics_are_alike_in_what_they_share_with_others() -> None:
    assert PHI.shape == (20, 20) and (PHI == PHI.T).all() and (np.diag(PHI) == 1).all()
    assert (PHI[5, 14], PHI[18, 4], PHI[1, 0]) == (-0.38, 0.35, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("row", [3, 6, 9], ids=["no reinforcement", "full rejection", "much exploration"])
def test_rows_are_the_paper_s_within_its_tolerance(row: int) -> None:
    """The three that lay furthest off while topics resembled only themselves; all ten: feedscope paper piao2023."""
    wanted = PAPER.rows[row]
    found = PAPER.run(Piao2023(people=400, **wanted.changes), Luck(1))
    assert found["mean"] == pytest.approx(wanted.printed["mean"], abs=PAPER.tolerance["mean"])


@pytest.mark.slow
def test_more_personalisation_means_deeper_cocoons() -> None:
    """400 people and 1,500 steps are enough to see the direction; all rows at full size take `feedscope paper`."""
    means = []
    for beta in (0.0, 4.0, 7.0):
        settings = validated(PAPER, {"people": 400, "steps": 1500, "beta": beta})
        means.append(live("piao2023", PAPER.rows[0], settings, 1).figures["mean"])
    assert means[0] > 1.1
    assert means[0] > means[1] + 0.2 > means[2] + 0.4


@pytest.mark.slow
def test_stronger_rejection_and_exploration_let_people_out() -> None:
    def mean(**changes: float) -> float:
        settings = validated(PAPER, {"people": 300, "steps": 1500, **changes})
        return live("piao2023", PAPER.rows[0], settings, 1).figures["mean"]

    deep = mean()
    assert mean(gamma_minus=-1.0) > deep + 0.1
    assert mean(sigma=0.5) > deep + 0.1


def test_the_same_seed_is_the_same_run() -> None:
    settings = validated(PAPER, {"people": 50, "steps": 60})
    one, again = (live("piao2023", PAPER.rows[0], settings, 7) for _ in range(2))
    other = live("piao2023", PAPER.rows[0], settings, 8)
    assert (
        one.moments[-1].values.tobytes()
        == again.moments[-1].values.tobytes()
        != other.moments[-1].values.tobytes()
    )
    assert [at.step for at in one.moments] == list(range(1, 61))


def test_a_course_comes_back_from_the_store_as_it_was(tmp_path: Path) -> None:
    settings = validated(PAPER, {"people": 12, "steps": 10})
    asked = paper_course.plan("piao2023", settings, 3)
    store = Store(tmp_path)
    store.add(asked, run_one(asked))
    kept = paper_course.course(PAPER.rows[0], settings, store.rows([asked.key])[asked.key])
    lived = live("piao2023", PAPER.rows[0], settings, 3)
    assert (kept.figures, kept.settings) == (lived.figures, lived.settings)
    assert [(at.step, at.figures) for at in kept.moments] == [(at.step, at.figures) for at in lived.moments]
    assert kept.histogram(2.0) == lived.histogram(2.0)
    assert [len(at.values) for at in kept.moments] == [len(at.values) for at in lived.moments]


@pytest.mark.slow
def test_the_verb_compares_all_rows(capsys: Captured) -> None:
    assert cli.command_line(["paper", "piao2023", "--people", "40", "--steps", "30", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [run["label"] for run in told["runs"]] == [row.label for row in PAPER.rows]
    assert [run["printed"]["mean"] for run in told["runs"]][:5] == [1.160, 0.661, 0.109, 1.080, 0.564]
    for run in told["runs"]:
        assert sum(run["histogram"]["people"]) == 40
        assert len(run["histogram"]["people"]) == BINS
        assert run["holds"] == (abs(run["measured"]["mean"] - run["printed"]["mean"]) <= 0.03)
        assert run["course"][-1]["step"] == 30
        assert run["settings"]["people"] == 40


def test_the_verb_runs_a_setting_of_one_s_own(capsys: Captured) -> None:
    words = ["paper", "piao2023", "--people", "40", "--steps", "30", "--beta", "2.5", "--sigma", "0.1"]
    assert cli.command_line(words) == 0
    page = capsys.readouterr().out
    assert "as asked" in page and "verdict" not in page
    assert "cocoon (0 to 0.3)" in page and "people from 0 to 2" in page
    capsys.readouterr()
    assert cli.command_line([*words, "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == "1 of 1 runs are in the store\n", "it was kept, and not run again"
    (run,) = json.loads(told.out)["runs"]
    assert (run["settings"]["beta"], run["settings"]["sigma"], run["holds"]) == (2.5, 0.1, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["piao2023", "--beta", "-1"], "--beta must be a number between 0 and 1000, not -1"),
        (["piao2023", "--people", "2.5"], "--people must be a whole number between 1 and 1000000, not 2.5"),
        (["piao2023", "--gamma-plus", "x"], "--gamma-plus must be a number between -10 and 10, not 'x'"),
        (["piao2032"], "there is no paper 'piao2032' (did you mean 'piao2023'?)"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(words: list[str], sentence: str, capsys: Captured) -> None:
    assert refused(capsys, "paper", *words) == sentence


def test_without_a_name_the_verb_lists_the_papers(capsys: Captured) -> None:
    assert cli.command_line(["paper"]) == 0
    page = capsys.readouterr().out
    assert cli.command_line(["paper", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["papers"]
    assert [one["name"] for one in told] == [*PAPERS]
    for one in told:
        assert one["name"] in page and one["options"] and one["rows"]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_paper_s_rows_are_settings_it_takes(paper: Paper) -> None:
    for row in paper.rows:
        validated(paper, row.changes)
    name = next(iter(paper.settings.model_fields))
    with pytest.raises(SettingsError, match=f"--{name} must be"):
        validated(paper, {name: -1})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_paper_has_its_words(paper: Paper, lang: str) -> None:
    say = catalogue(lang)
    keys = [f"row{number}" for number, _ in enumerate(paper.rows, start=1)] if len(paper.rows) > 1 else []
    keys += [f"order.{order.name}" for order in paper.orders]
    keys += ["across"] if paper.across else []
    assert [key for key in ["shows", "look", *keys] if f"paper.{paper.name}.{key}" not in say] == []
    named = {name for row in paper.rows for name in row.printed}
    named |= {name for order in paper.orders for name in order.falling}
    assert [name for name in named if figure_words(paper.name, name, say) == name] == []


def test_an_order_needs_each_figure_so_far_above_the_next() -> None:
    order = Order("x", ("a", "b", "c"), apart=0.1)
    assert order.holds({"a": 0.5, "b": 0.3, "c": 0.1})
    assert not order.holds({"a": 0.5, "b": 0.45, "c": 0.1})
    assert not order.holds({"a": 0.5, "b": float("nan"), "c": 0.1})
    assert not order.holds({"a": 0.5, "b": 0.3})
