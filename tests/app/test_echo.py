"""What is asked for shows at once, and what the engine says in the end is so."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from simulator.app.echo import Echo
from tests.app.frames import make_frame

PAUSED = make_frame(people=50, paused=True)
RUNNING = replace(PAUSED, paused=False)


def test_a_wish_shows_until_a_frame_knows_of_it_however_many_come_before() -> None:
    wishes = Echo()
    wishes.wish(3, paused=False)
    for _ in range(1_000):
        assert not wishes.over(replace(PAUSED, obeyed=2)).paused
    assert wishes.over(replace(PAUSED, obeyed=3)).paused, (
        "it was let run, and stopped at once at a turning point"
    )
    assert wishes.over(replace(PAUSED, obeyed=2)).paused, "a wish that was obeyed is forgotten"


def test_a_later_wish_takes_the_place_of_an_earlier_one() -> None:
    wishes = Echo()
    wishes.wish(1, paused=True)
    wishes.wish(2, paused=False, speed=8.0)
    seen = wishes.over(replace(PAUSED, obeyed=1))
    assert not seen.paused and seen.speed == 8.0
    assert wishes.over(replace(PAUSED, obeyed=2)).paused


def test_frames_without_open_wishes_are_left_as_they_are() -> None:
    wishes = Echo()
    wishes.wish(1, speed=8.0, algorithm="random")
    told = replace(RUNNING, obeyed=5)
    assert wishes.over(told) is told


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_the_screen_says_the_last_wish_not_yet_obeyed_or_what_the_engine_says(
    asked: list[bool], data: st.DataObject
) -> None:
    """An engine that obeys in order: the screen is always where all commands sent so far will have led."""
    wishes = Echo()
    states = [False, *asked]
    for sent, running in enumerate(asked, start=1):
        wishes.wish(sent, paused=not running)
        obeyed = data.draw(st.integers(0, sent))
        frame = replace(PAUSED, paused=not states[obeyed], obeyed=obeyed)
        assert wishes.over(frame).paused is (not running)
