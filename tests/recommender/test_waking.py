"""Trained methods rest until they are asked for; without their libraries they say what to install."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from recommender import HistorySettings, MethodSettings, Source
from recommender.config import HybridSettings
from recommender.luck import Luck
from recommender.methods import libraries
from recommender.methods import table as methods
from recommender.methods.libraries import MissingLibrary
from recommender.methods.suite import Suite
from recommender.testing import ITEMS, PLACES, TICKS, events, everyone, items, same
from simulator.experiments.wiring import build
from simulator.settings.tree import Settings

SETTINGS = MethodSettings.model_validate(
    {"two_tower": {"batch": 32, "dimensions": 8}, "factors": {"factors": 8}}
)
LIBRARY = {"factors": "implicit", "two-tower": "torch"}
TRAINED = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(find_spec(library) is None, reason=f"{library} is not installed"),
    )
    for name, library in LIBRARY.items()
]
USERS = everyone()


def learn(of: Suite, first: int, last: int) -> None:
    for tick in range(first, last):
        of.update(events(tick))


def suite(*names: str, **settings: object) -> Suite:
    model = methods.suite(names, SETTINGS.model_copy(update=settings), Luck(3))
    model.publish(items(0, ITEMS))
    return model


@pytest.mark.parametrize("name", TRAINED)
def test_a_resting_method_recommends_what_trends_and_learns_nothing(name: str, monkeypatch) -> None:
    own = name.replace("-", "_")
    untried = getattr(SETTINGS, own).model_copy(update={"trial_share": 0.0})
    model = suite(name, "trending", "newest", **{own: untried})
    learner = type(model[name])

    def never(*_: object) -> None:
        raise AssertionError("a resting method was trained")

    for train in ("_fit", "_fold_in", "_train"):
        monkeypatch.setattr(learner, train, never, raising=False)
    learn(model, 0, TICKS)
    assert model[name].resting
    items_of = model[name].recommend(USERS, PLACES, TICKS)
    trending = model["trending"].recommend(USERS, PLACES, TICKS)
    assert not (items_of.source == Source.TRIAL).any()
    np.testing.assert_array_equal(items_of.items, trending.items)


@pytest.mark.parametrize("name", TRAINED)
def test_what_is_woken_depends_on_the_memory_and_the_hour_alone(name: str) -> None:
    slept, restless = suite(name, "user-cf"), suite(name, "user-cf")
    restless.wake(name, tick=0)
    learn(slept, 0, 6)
    learn(restless, 0, 6)
    restless.wake("user-cf", tick=6)  # rests again
    for model in (slept, restless):
        model.wake(name, tick=6)
        model.wake(name, "user-cf", tick=6)  # is awake already
        learn(model, 6, TICKS)
    same(slept[name].recommend(USERS, PLACES, TICKS), restless[name].recommend(USERS, PLACES, TICKS))
    other = suite(name)
    learn(other, 0, 3)
    other.wake(name, tick=3)
    learn(other, 3, TICKS)
    assert not np.array_equal(
        other[name].recommend(USERS, PLACES, TICKS).scores, slept[name].recommend(USERS, PLACES, TICKS).scores
    )


@pytest.mark.parametrize("name", TRAINED)
def test_once_woken_it_has_something_to_say_and_follows_along(name: str) -> None:
    model = suite(name)
    learn(model, 0, 6)
    asked = np.tile(np.arange(ITEMS, dtype=np.int32), (len(USERS), 1))
    assert np.isnan(model[name].score(USERS, asked, 6)).all()
    model.wake(name, tick=6)
    woken = model[name].score(USERS, asked, TICKS)
    assert not np.isnan(woken[:-1]).all(axis=1).any()
    learn(model, 6, TICKS)
    assert not np.array_equal(model[name].score(USERS, asked, TICKS), woken, equal_nan=True)


@pytest.mark.parametrize("name", TRAINED)
def test_a_method_alone_is_awake_from_the_start(name: str) -> None:
    model = methods.make(name, SETTINGS, Luck(3))
    assert not model.resting


@pytest.mark.parametrize("name", TRAINED)
def test_a_blend_rests_and_wakes_with_its_trained_part(name: str) -> None:
    blend = HybridSettings(how="cascade", parts=("user-cf", name), weights=(1.0, 1.0))
    model = suite("hybrid", "newest", hybrid=blend)
    learn(model, 0, 6)
    assert model["hybrid"].resting
    model.wake("hybrid", tick=6)
    learn(model, 6, TICKS)
    assert not model["hybrid"].resting
    alone = suite(name)
    learn(alone, 0, 6)
    alone.wake(name, tick=6)
    learn(alone, 6, TICKS)
    asked = np.tile(np.arange(ITEMS, dtype=np.int32), (len(USERS), 1))
    np.testing.assert_array_equal(
        model["hybrid"].score(USERS, asked, TICKS), alone[name].score(USERS, asked, TICKS)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_a_feed_can_be_switched_to_it_and_the_run_repeats(name: str) -> None:
    settings = Settings.model_validate(
        {"world": {"people": 60, "creators": 10}, "feed": {"algorithm": "random"}}
    )

    def digest() -> str:
        run = build(settings, ("random", name))
        for tick in range(40):
            if tick == 20:
                run.switch(name)
            run.step()
        return run.digest

    assert digest() == digest()


@pytest.mark.parametrize(("name", "library"), [("factors", "implicit"), ("two-tower", "PyTorch")])
def test_without_its_library_a_method_says_what_to_install(name: str, library: str, monkeypatch) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda module: None)
    extra = {"factors": "factors", "two-tower": "deep"}[name]
    sentence = f"the method {name} needs {library}: pip install 'feedscope[{extra}]'"
    assert libraries.missing(name) == sentence
    with pytest.raises(MissingLibrary) as failure:
        methods.make(name, MethodSettings(), Luck(1))
    assert str(failure.value) == sentence


def test_other_methods_miss_nothing() -> None:
    assert libraries.missing("user-cf") == ""


@pytest.mark.slow
def test_importing_the_methods_imports_no_heavy_library() -> None:
    code = (
        "import sys, recommender.methods.table, recommender.methods.libraries as m;"
        "m.missing('factors'), m.missing('two-tower');"
        "print(sorted({'torch', 'implicit'} & {*sys.modules}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_retention_and_window_bound_what_is_woken_on() -> None:
    if libraries.missing("two-tower"):
        pytest.skip("torch is not installed")
    model = suite("two-tower", history=HistorySettings(window=8))
    learn(model, 0, TICKS)
    model.wake("two-tower", tick=TICKS)
    held = int((model.memory.history.value > 0).sum())
    assert model["two-tower"]._steps == held // 32  # whole batches of what R holds, once
