"""A session in the caller's thread: the clock is kept, commands are carried out."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.wiring import Simulation, live_world
from simulator.experiments.worlds import any_world
from simulator.frames import Frame
from simulator.session import (
    FRAMES_PER_SECOND,
    FollowCreator,
    FollowPerson,
    Fork,
    Language,
    LocalSession,
    Pacer,
    Pause,
    Search,
    SessionEnded,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Tune,
    Unfork,
    View,
    life,
)
from simulator.settings.files import load_preset
from tests.app.toy_world import Clock, ToyWorld, local, play

# ---- the pacer


@pytest.mark.parametrize("speed", [0.25, 1.0, 4.0, 32.0])
def test_a_pacer_gives_as_many_ticks_as_were_asked_for(speed: float) -> None:
    pacer, ticks, now = Pacer(0.0, speed), 0, 0.0
    while now < 40.0:
        if pacer.wait(now) <= 0.0:
            pacer.ticked(now)
            ticks += 1
        now += 0.001
    assert ticks == pytest.approx(40.0 * speed, abs=1)
    assert pacer.rate(now) == pytest.approx(speed, rel=0.05)


def test_a_world_that_fell_behind_does_not_rush_to_catch_up() -> None:
    pacer = Pacer(0.0, 32.0)
    ticks = 0
    while pacer.wait(60.0) <= 0.0:
        pacer.ticked(60.0)
        ticks += 1
    assert ticks <= 32 * 0.25 + 2


def test_a_pause_keeps_the_part_of_the_tick_that_has_gone() -> None:
    pacer = Pacer(0.0, 0.5)
    pacer.pause(True, 1.5)
    assert pacer.progress(99.0) == pytest.approx(0.75)
    pacer.pause(False, 99.0)
    assert pacer.wait(99.0) == pytest.approx(0.5)


def test_another_speed_keeps_the_part_of_the_tick_that_has_gone() -> None:
    pacer = Pacer(0.0, 1.0)
    pacer.run_at(4.0, 0.5)
    assert pacer.progress(0.5) == pytest.approx(0.5)
    assert pacer.wait(0.5) == pytest.approx(0.125)


# ---- in the caller's thread


def test_the_first_frame_comes_before_anything_is_compiled() -> None:
    world = ToyWorld({})
    session = LocalSession(world, clock=Clock())
    frame = session.poll()
    assert frame is not None and frame.tick == 0 and frame.notice == "warming"
    assert world.calls == []
    frame = session.poll()
    assert frame is not None and frame.notice == ""
    assert world.calls == ["warm"]


@pytest.mark.slow
def test_a_local_session_keeps_the_pace() -> None:
    clock = Clock()
    session, world = local(clock, view=View(speed=8.0))
    frames = play(session, clock, 10.0)
    assert world.tick == pytest.approx(80, abs=1)
    assert len(frames) <= 10 * FRAMES_PER_SECOND + 1
    assert frames[-1].rate == pytest.approx(8.0, rel=0.15)


def test_frames_that_take_long_to_make_come_more_seldom_but_a_command_has_its_own_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A tenth of a second each: of ten seconds an eighth goes into frames at most, and hours have the rest."""
    clock = Clock()
    session, world = local(clock, step_s=0.1, view=View(speed=0.0))
    made = world.frame

    def slowly(view: View) -> Frame:
        clock.now += 0.1
        return made(view)

    monkeypatch.setattr(world, "frame", slowly)
    frames = play(session, clock, 10.0)
    assert 10 <= len(frames) <= 10 / 0.8 + 1
    assert session.poll() is None
    session.send(FollowPerson(9))
    frame = session.poll()
    assert frame is not None and frame.phone.person == 9


def test_progress_runs_from_tick_to_tick() -> None:
    clock = Clock()
    session, _ = local(clock, view=View(speed=1.0))
    seen = [frame.progress for frame in play(session, clock, 0.9)]
    assert seen == sorted(seen)
    assert seen[0] < 0.15 and seen[-1] > 0.8


def test_flat_out_a_poll_stays_short() -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.004, view=View(speed=0.0))
    before, ticks = clock.now, world.tick
    session.poll()
    assert clock.now - before <= 0.035
    assert world.tick - ticks >= 7


def test_a_tick_longer_than_the_budget_still_happens() -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.5, view=View(speed=0.0))
    ticks = world.tick
    session.poll()
    assert world.tick == ticks + 1


def test_paused_means_no_ticks_and_no_frames_until_a_command() -> None:
    clock = Clock()
    session, world = local(clock)
    session.send(Pause(True))
    frame = session.poll()
    assert frame is not None and frame.paused
    ticks = world.tick
    assert play(session, clock, 5.0) == []
    assert world.tick == ticks
    session.send(Step(3))
    frame = session.poll()
    assert frame is not None and frame.tick == ticks + 3 and frame.paused
    session.send(FollowPerson(5))
    frame = session.poll()
    assert frame is not None and frame.phone.person == 5 and frame.tick == ticks + 3


def test_every_command_is_obeyed() -> None:
    clock = Clock()
    session, _ = local(clock, view=View(paused=True))
    for command in (Speed(4.0), SwitchAlgorithm("random"), FollowCreator(3), Language("zh")):
        session.send(command)
    session.send(Search("person", "An"))
    frame = session.poll()
    assert frame is not None
    assert (frame.speed, frame.algorithm, frame.brand.creator, frame.lang) == (4.0, "random", 3, "zh")
    assert frame.found is not None and frame.found.text == "An"
    session.send(Pause(True))
    frame = session.poll()
    assert frame is not None and frame.found is None, "a search is answered once"


def test_commands_are_numbered_and_frames_say_the_last_one_obeyed() -> None:
    session = LocalSession(ToyWorld({}), View(paused=True), clock=Clock())
    assert [session.send(Pause(True)), session.send(SwitchAlgorithm("no such"))] == [1, 2]
    frames = [session.poll() for _ in range(3)]
    told = [frame.obeyed for frame in frames if frame is not None]
    assert told[-1] == 2, "one that is refused too"
    assert session.send(Step(1)) == 3
    frame = session.poll()
    assert frame is not None and frame.obeyed == 3


def test_an_error_ends_a_local_session_with_one_sentence() -> None:
    session = LocalSession(ToyWorld({"break_at": 0}), View(speed=0.0))
    session.poll()
    with pytest.raises(SessionEnded, match="the toy broke") as ended:
        session.poll()
    assert "\n" not in str(ended.value)
    session.send(Step())
    with pytest.raises(SessionEnded):
        session.poll()
    session.close()


def test_a_twin_runs_beside_the_world_until_it_is_ended() -> None:
    clock = Clock()
    session, world = local(clock, view=View(paused=True))
    session.send(Step(3))
    session.poll()
    session.send(Fork("random"))
    session.send(FollowPerson(9))
    session.send(Step(2))
    frame = session.poll()
    assert frame is not None and frame.twin is not None and frame.twin.twin is None
    assert (frame.tick, frame.forked, frame.algorithm) == (5, 3, "user-cf")
    assert (frame.twin.tick, frame.twin.algorithm, frame.twin.phone.person) == (5, "random", 9)
    session.send(SwitchAlgorithm("newest", twin=True))
    session.send(Tune("a.b", 1))
    frame = session.poll()
    assert frame is not None and frame.twin is not None
    assert (frame.algorithm, frame.twin.algorithm) == ("user-cf", "newest")
    assert world.calls[-1] == "a.b=1"
    session.send(Unfork())
    frame = session.poll()
    assert frame is not None and frame.twin is None and frame.forked == -1


def test_worlds_that_live_their_hours_at_the_same_time_have_the_events_of_those_that_take_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = {"world": {"people": 60, "creators": 20, "past_days": 0}}
    digests: list[tuple[str, str]] = []
    for together in (10**9, 1):
        monkeypatch.setattr(life, "TOGETHER", together)
        session = LocalSession(any_world(settings), View(paused=True))
        session.send(Step(6))
        session.poll()
        session.send(Fork("random"))
        session.send(Step(18))
        frame = session.poll()
        while frame is None or frame.owed:
            frame = session.poll() or frame
        assert frame.twin is not None and frame.tick == frame.twin.tick == 24
        digests.append((frame.digest, frame.twin.digest))
    assert digests[0] == digests[1] and len({*digests[0]}) == 2


def test_without_a_twin_its_algorithm_cannot_be_switched() -> None:
    session, _ = local(Clock())
    session.send(SwitchAlgorithm("newest", twin=True))
    frame = session.poll()
    assert frame is not None and "no other world" in frame.refused and frame.algorithm == "user-cf"


@pytest.mark.parametrize("stops", [True, False])
def test_time_stops_at_the_very_tick_of_a_turning_point(stops: bool) -> None:
    clock = Clock()
    session = LocalSession(ToyWorld({"turn_at": 5}), View(paused=True), clock)
    session.poll()
    session.poll()
    session.send(StopAtTurns(stops))
    session.send(Pause(False))
    frame = play(session, clock, 9.0)[-1]
    assert frame.paused == stops == frame.stops
    assert frame.tick == 5 if stops else frame.tick > 5
    session.send(Pause(False))
    assert play(session, clock, 2.0)[-1].tick > frame.tick, "it runs on"


def test_hours_asked_for_by_number_pass_whatever_turns_in_them() -> None:
    session = LocalSession(ToyWorld({"turn_at": 5}), View(paused=True, stops=True), Clock())
    session.poll()
    session.poll()
    session.send(Step(9))
    frame = session.poll()
    assert frame is not None and frame.tick == 9 and frame.paused and not frame.owed, "a game's week is whole"


def test_the_world_of_no_settings_is_the_one_that_the_app_opens_by_its_name() -> None:
    world = any_world({})
    assert isinstance(world, Simulation) and world.settings == load_preset("demo") and world.waking


# ---- a world that still lives what lies before its beginning


class Passing(Clock):
    """Time passes whenever it is asked for."""

    def __call__(self) -> float:
        self.now += 0.01
        return self.now


def test_the_past_passes_as_fast_as_it_can_paused_or_not_and_is_seen() -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.05, view=View(speed=0.25, paused=True), past=40)
    frames = play(session, clock, 3.0)
    waking = [frame for frame in frames if frame.notice == "waking"]
    assert world.tick == 40, "and stands still at its beginning"
    assert len({frame.tick for frame in waking}) >= 15, "hour after hour, as the map shows it"
    assert all(frame.paused for frame in frames)
    assert frames[-1].tick == 40 and frames[-1].notice == "", "the frame of the beginning comes by itself"


def test_commands_are_obeyed_while_the_past_passes() -> None:
    clock = Clock()
    session, _ = local(clock, step_s=0.02, past=400)
    for command in (Speed(8.0), SwitchAlgorithm("random"), FollowPerson(5), Language("zh")):
        session.send(command)
    frame = session.poll()
    assert frame is not None and frame.notice == "waking" and frame.tick < 40
    assert (frame.speed, frame.algorithm, frame.phone.person, frame.lang) == (8.0, "random", 5, "zh")
    session.send(Pause(True))
    frame = session.poll()
    assert frame is not None and frame.paused and frame.notice == "waking"


@pytest.mark.parametrize("paused", [True, False])
def test_a_pause_asked_for_while_the_past_passes_holds_afterwards(paused: bool) -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.02, view=View(speed=8.0), past=50)
    session.send(Pause(True))
    if not paused:
        session.send(Pause(False))
    play(session, clock, 5.0)
    assert world.tick == 50 if paused else world.tick > 60


def test_hours_asked_for_while_the_past_passes_come_after_it() -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.02, view=View(paused=True), past=50)
    session.send(Step(3))
    frames = play(session, clock, 5.0)
    assert world.tick == 53 and frames[-1].paused and not frames[-1].owed


def test_a_living_world_is_seen_to_live_its_past_and_then_opens_at_its_own_pace() -> None:
    past = {"people": 60, "creators": 15, "past_days": 2}
    clock = Passing()
    session = LocalSession(
        live_world({"world": past, "feed": {"before": "random"}}), View(paused=True), clock
    )
    frames = [session.poll() for _ in range(2)]
    while frames[-1] is None or frames[-1].notice:
        frames.append(session.poll())
    told = [frame for frame in frames if frame is not None]
    assert {"warming", "waking"} <= {frame.notice for frame in told}
    assert told[-1].tick == 48 and told[-1].paused, "paused all along, it stands at its beginning"
    places = [frame.crowd.x for frame in told if frame.notice == "waking" and frame.tick > 12]
    assert not np.array_equal(places[0], places[-1], equal_nan=True), "people have moved on the map"
    assert told[len(told) // 2].algorithm == "random"
    session.send(Pause(False))
    assert play(session, clock, 3.0)[-1].algorithm == "user-cf"
