"""Privacy and noise in a living world: knobs that matter, can be turned while it runs, and change nothing when off."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from recommender.methods.libraries import missing
from recommender.types import Source
from simulator.experiments.wiring import Simulation, build
from simulator.session import View
from simulator.settings.files import override
from simulator.settings.tree import ALGORITHMS, Settings, SettingsError
from tests.simulator import worlds

PEOPLE = 120
SMALL = {"seed": 5, "world": {"people": PEOPLE, "creators": 20}}
KNOBS = {
    "opt-outs": {"privacy": {"opt_out": 0.4}},
    "epsilon": {"privacy": {"epsilon": 1.0}},
    "sparse": {"noise": {"sparse": 0.4}},
    "random": {"noise": {"random": 0.4}},
    "bots": {"noise": {"bots": 0.2}},
    "retention": {"methods": {"history": {"retention_h": 12.0}}},
}


def small(algorithm: str = "user-cf", **branches: object) -> Settings:
    return Settings.model_validate({**SMALL, **branches, "feed": {"algorithm": algorithm}})


def lived(settings: Settings, ticks: int = 48) -> Simulation:
    return worlds.lived(settings, ticks)


@pytest.mark.slow
def test_every_knob_matters() -> None:
    turned = {name: lived(small(**branch), 0) for name, branch in KNOBS.items()}
    assert worlds.alike(lived(small(), 0), turned, 48) == []


@pytest.mark.slow
@pytest.mark.parametrize("knob", KNOBS)
@pytest.mark.parametrize("algorithm", ["user-cf", "most-watched", "content"])
def test_nobody_watches_a_video_twice_whatever_the_recommender_knows(algorithm: str, knob: str) -> None:
    run = build(small(algorithm, **KNOBS[knob]), (algorithm,))
    hours = 36 if knob == "retention" else 20  # after twelve the recommender begins to forget
    met = [np.stack((e.user, e.item), 1) for e in (run.step().interactions for _ in range(hours))]
    pairs = np.concatenate(met)
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert pairs[:, 0].max() < PEOPLE


@cache
def newest_for_a_day() -> str:
    """To the last place."""
    return lived(override(small("newest"), {"feed.rerank.negative.on": False}), 24).digest


@pytest.mark.sampled(4)
@pytest.mark.parametrize("algorithm", [name for name in ALGORITHMS if name != "newest" and not missing(name)])
def test_when_everyone_opts_out_all_that_is_left_is_the_newest(algorithm: str) -> None:
    assert lived(small(algorithm, privacy={"opt_out": 1.0}), 24).digest == newest_for_a_day()


def test_a_knob_turned_while_the_world_runs_is_as_if_it_had_stood_there() -> None:
    """Before the first hour nothing is lost by being forgotten."""
    run = build(small(), ("user-cf",))
    run.tune("privacy.opt_out", 0.4)
    run.tune("noise.bots", 0.2)
    for _ in range(30):
        run.step()
    assert run.digest == lived(small(privacy={"opt_out": 0.4}, noise={"bots": 0.2}), 30).digest


def test_who_opts_out_in_mid_run_is_no_ones_neighbour_any_more() -> None:
    run = lived(small())
    run.tune("privacy.opt_out", 0.5)
    methods = run.engine._methods
    out = np.flatnonzero(methods.opted_out(np.arange(PEOPLE)))
    assert 0 < len(out) < PEOPLE
    rows = methods["user-cf"].memory.history.rows()[0]
    assert len(rows)
    assert not np.isin(rows, out).any()
    slate = run.step().slate
    away = np.isin(slate.users, out)
    assert not (slate.source[away] == Source.NEIGHBOURS).any()
    assert (slate.source[~away] == Source.NEIGHBOURS).any()
    run.tune("privacy.opt_out", 0.0)
    assert not methods.opted_out(np.arange(PEOPLE)).any()


@pytest.mark.slow
def test_fake_people_can_be_neighbours_and_the_phone_shows_it() -> None:
    run = build(small(noise={"bots": 1.0, "bot_views": 8}), ("user-cf",))
    fake = 0
    for person in range(40):
        run.engine.spotlight = person
        for _ in range(2):
            run.step()
        fake += sum(part.id >= PEOPLE for why in run.engine.explained for part in why.parts)
        run.frame(View(person=person))
    assert fake > 0


def test_what_cannot_be_is_refused_by_name() -> None:
    run = build(small(), ("user-cf",))
    with pytest.raises(SettingsError, match=r"privacy.opt_out must be between 0 and 1, not 2"):
        run.tune("privacy.opt_out", 2.0)
    with pytest.raises(SettingsError, match=r"privacy.epsilon must be above 0, not 0"):
        run.tune("privacy.epsilon", 0.0)
