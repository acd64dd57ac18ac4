"""What is asked for shows at once, and what the engine says in the end is so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.app.echo import LONGEST_S, SETTLE_S, Echo
from tests.app.frames import make_frame

PAUSED = make_frame(people=50, paused=True)
RUNNING = replace(PAUSED, paused=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds, to be turned by hand."""
    now = [100.0]
    monkeypatch.setattr("simulator.app.clock.now", lambda: now[0])
    return now


def test_a_wish_shows_until_it_is_granted(clock: list[float]) -> None:
    wishes = Echo()
    wishes.wish(paused=False)
    assert not wishes.over(PAUSED).paused
    clock[0] += SETTLE_S + 0.01
    assert not wishes.over(PAUSED).paused
    assert not wishes.over(RUNNING).paused
    assert wishes.over(PAUSED).paused


def test_time_that_stops_at_once_is_not_said_to_run(clock: list[float]) -> None:
    """It runs and stops again before any frame says so: then only paused ones come, or no other at all."""
    wishes = Echo()
    wishes.wish(paused=False)
    assert not wishes.over(replace(PAUSED, refused="no")).paused and wishes.late() is None
    clock[0] += LONGEST_S + 0.01
    late = wishes.late()
    assert late is not None and late.paused and not late.refused
    assert wishes.late() is None and wishes.over(PAUSED).paused


def test_frames_that_come_late_know_of_the_wish(clock: list[float]) -> None:
    wishes = Echo()
    wishes.wish(speed=8.0, algorithm="random")
    clock[0] += LONGEST_S + 0.01
    assert wishes.over(PAUSED) == PAUSED
