"""`run --check`: a world as it is adds up, and whatever is put out of joint is told with its hour."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recommender.types import Interactions
from simulator.engine.checks import Checks
from simulator.engine.tick import Engine
from simulator.experiments.wiring import build
from simulator.settings.errors import NotTrueError
from simulator.settings.files import load_preset, override
from tests.simulator.worlds import FEW

SMALL = {**FEW, "world.people": 40, "world.creators": 6, "feed.algorithm": "random"}


def lived(hours: int) -> tuple[Checks, Engine, Interactions]:
    """A world whose hours were all right so far, and the next one, still to be looked at."""
    engine = build(override(load_preset("demo"), SMALL), ("random",)).engine
    checks = Checks()
    for _ in range(hours):
        checks.look(engine.step().interactions, engine)
    events = engine.step().interactions
    assert len(events)
    return checks, engine, events


def _reached(engine: Engine, events: Interactions) -> Interactions:
    engine.world.creators.reached[2] += 1
    return events


def _shown(engine: Engine, events: Interactions) -> Interactions:
    engine.world.creators.impressions[2] += 1
    return events


def _taste(engine: Engine, events: Interactions) -> Interactions:
    engine.world.people.taste[3] *= 1.1
    return events


def _trust(engine: Engine, events: Interactions) -> Interactions:
    engine.world.creators.trust[1] = float("nan")
    return events


def _gone(engine: Engine, events: Interactions) -> Interactions:
    engine.world.people.left[events.user[0]] = 1
    return events


def _unposted(engine: Engine, events: Interactions) -> Interactions:
    engine.world.videos.tick[events.item[0]] = engine.tick + 5
    return events


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_reached, "creator 2 has reached"),
        (_shown, "creators were shown"),
        (_taste, "the taste of person 3 sums to 1.1"),
        (_trust, "the trust of creator 1 is nan"),
        (_gone, "who is not here"),
        (_unposted, "was watched before it was posted"),
    ],
)
def test_what_does_not_add_up_is_told_with_its_hour(
    spoil: Callable[[Engine, Interactions], Interactions], sentence: str
) -> None:
    checks, engine, events = lived(20)
    with pytest.raises(NotTrueError, match=f"^day 1, hour 20: .*{sentence}"):
        checks.look(spoil(engine, events), engine)


def test_a_video_that_comes_back_is_found() -> None:
    checks, engine, events = lived(20)
    checks.look(events, engine)
    with pytest.raises(NotTrueError, match=r"watched video \d+ again$"):
        checks.look(events, engine)
