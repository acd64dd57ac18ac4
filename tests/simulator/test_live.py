"""Live streams: who goes live when, who comes in, what it costs in time and brings in ties; and that it is recorded."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from simulator.experiments.wiring import Simulation, build
from simulator.frames import Live
from simulator.laws import streaming
from simulator.recording.reader import Recording
from simulator.recording.writer import Recorder
from simulator.settings.trends import LiveSettings
from simulator.world import state
from simulator.world.live import LiveEvents
from simulator.world.state import World
from tests.simulator import worlds
from tests.simulator.worlds import settings, tie, unmet

BUSY: dict[str, object] = {"live": 1.0, "spread": 0.0}
KEEN = {
    "least_followers": 0,
    "come_in": 1.0,
    "notified": 0.0,
    "gifts": 0.5,
    "comments": 0.5,
    "follows": 0.2,
}


def born(**branches: object) -> World:
    return state.born(settings(200, 15, **{"creators": BUSY, "live": KEEN, **branches}))


def lived(hours: int = 48, **branches: object) -> Simulation:
    branches = {"creators": BUSY, "live": KEEN, "feed": {"algorithm": "trending"}, **branches}
    return worlds.lived(settings(80, 15, **branches), hours)


def friends(world: World) -> tuple[np.ndarray, np.ndarray]:
    """All 200 people follow all creators; creators 0 and 1 are live."""
    tie(world, np.arange(200), np.arange(15), follows=True)
    return np.array([0, 1]), np.arange(200, dtype=np.int32)


def test_creators_go_live_as_often_as_set_at_an_hour_of_their_own() -> None:
    strategy = [{"creator": 0, "live": 0.8, "hours": "noon"}, {"creator": 1, "live": 0.0}]
    chosen = {"live": 0.3, "spread": 0.0, "timed": 0.0, "strategy": strategy}
    world = born(creators=chosen)
    hours = [
        (creator, tick % 24) for tick in range(24 * 60) for creator in streaming.on_air(world, tick).tolist()
    ]
    count = np.bincount([creator for creator, _ in hours], minlength=15) / 60
    assert count[:2] == pytest.approx([0.8, 0.0], abs=0.15)
    assert count[2:].mean() == pytest.approx(0.3, abs=0.05)
    assert {hour for creator, hour in hours if creator == 0} == {12}
    assert {hour for creator, hour in hours if creator > 1} <= set(range(18, 24))
    assert len({(creator, hour) for creator, hour in hours}) == 14, "nobody has two hours"


def test_who_has_too_few_followers_does_not_go_live() -> None:
    world = born(live={**KEEN, "least_followers": 4})
    world.creators.followers[:3] = (3, 4, 50)
    assert {creator for tick in range(24) for creator in streaming.on_air(world, tick).tolist()} == {1, 2}


def test_followers_who_are_not_online_open_the_app_for_a_stream_and_only_in_waking_hours() -> None:
    world = born(live={**KEEN, "notified": 0.5, "strangers": 0.0})
    world.people.phase_h[:] = 0.0
    tie(world, np.arange(100), 0, follows=True)
    live, users = np.array([0]), np.arange(150, 200, dtype=np.int32)
    evening, night = (streaming.watch(world, live, users, hour, apart=7) for hour in (21, 4))
    came = set(evening.user.tolist())
    assert came and came < set(range(100)) and 7 not in came, "strangers and the player are not told"
    assert len(night) < len(evening) / 3
    assert np.array_equal(evening.user, np.unique(evening.user))
    assert np.array_equal(streaming.time_left(world, evening, users, np.full(50, 9)), np.full(50, 9))
    world.people.left[:100] = 3
    assert not len(streaming.watch(world, live, users, 21))


def test_the_closer_the_likelier_to_come_in() -> None:
    world = born(live={"come_in": 0.3, "strangers": 0.1})
    world.people.taste[:] = 1 / world.topics
    tie(world, 1, 0, exposures=3)
    tie(world, 2, 0, likes=1)
    tie(world, 3, 0, answered=True)
    tie(world, 4, 0, follows=True)
    chance = streaming.entering(world, np.array([0]), np.arange(5, dtype=np.int32))[:, 0]
    assert chance == pytest.approx([0.03, 0.06, 0.15, 0.15, 0.3])
    world.people.taste[4, world.creators.topic[0]] = 0.0
    world.creators.trust[0] = 1.0
    chance = streaming.entering(world, np.array([0]), np.arange(5, dtype=np.int32))[:, 0]
    assert chance == pytest.approx([0.06, 0.12, 0.3, 0.3, 0.0])


def test_nobody_is_in_two_streams_and_both_have_viewers() -> None:
    world = born()
    live, users = friends(world)
    there = streaming.watch(world, live, users, 5)
    assert len(np.unique(there.user)) == len(there) > 100
    assert set(there.creator.tolist()) == {0, 1}
    assert (there.minutes <= streaming.LONGEST_MIN).all()
    assert not there.followed.any()  # all of them did before


def test_whose_luck_it_is_does_not_depend_on_who_else_is_online() -> None:
    world = born()
    live, users = friends(world)
    all_of_them, few = streaming.watch(world, live, users, 5), streaming.watch(world, live, users[::3], 5)
    same = all_of_them.rows(np.flatnonzero(np.isin(all_of_them.user, users[::3])))
    for field in fields(LiveEvents):
        assert np.array_equal(getattr(same, field.name), getattr(few, field.name)), field.name


def test_time_spent_live_is_time_not_spent_on_videos_and_one_video_stays() -> None:
    world = born(live={"come_in": 1.0, "videos_per_minute": 3.0})
    live, users = friends(world)
    there, wanted = streaming.watch(world, live, users, 5), np.full(200, 20)
    left = streaming.time_left(world, there, users, wanted)
    spent = np.zeros(200)
    spent[there.user] = np.rint(3.0 * there.minutes)
    assert np.array_equal(left, np.maximum(20 - spent, 1))
    assert left.min() == 1


def test_what_happens_live_binds_and_is_counted() -> None:
    world = born(creators={**BUSY, "replies": 1.0})
    live, users = np.array([0, 1]), np.arange(200, dtype=np.int32)
    tie(world, users, live, likes=1)
    tie(world, users[1::2], live, follows=True)
    there = streaming.watch(world, live, users, 5)
    followers, trust = world.creators.followers.sum(), world.creators.trust[live].copy()
    streaming.settle(world, live, there, 5)
    assert there.followed.sum() == world.creators.followers.sum() - followers > 0
    rows = world.bonds.rows(there.user, there.creator)
    assert world.bonds.follows[rows[there.followed]].all()
    assert np.array_equal(world.bonds.answered[rows], there.comments > 0)
    assert (world.creators.trust[live] > trust).all()  # answers outweigh who leaves early
    assert world.bonds.memory(world.bonds.of_creator(0), 5).sum() == pytest.approx(
        np.minimum(there.minutes[there.creator == 0], 5).sum()
    )
    lives = world.lives
    assert lives.streams.sum() == 2
    assert [int(column.sum()) for column in (lives.viewers, lives.gifts, lives.comments)] == [
        len(there), int(there.gifts.sum()), int(there.comments.sum())
    ]  # fmt: skip


def test_who_had_shared_and_follows_in_a_stream_is_an_advocate() -> None:
    world = born()
    live, users = friends(world)
    there = streaming.watch(world, live, users, 5)
    there = replace(there, followed=np.ones(len(there), dtype=np.bool_))
    first, second, third = there.user[:3]
    unmet(world)
    tie(world, second, np.arange(15), follows=True)
    tie(world, [first, second, third], np.arange(15), shares=True)
    streaming.settle(world, live, there, 5)
    assert world.creators.followers[:2].sum() == len(there) - 1, "one followed before"
    assert world.creators.advocates[:2].sum() == 2


def test_followers_give_more_and_good_streams_hold_longer() -> None:
    world = born()
    live, users = friends(world)
    world.creators.quality[:2] = (0.2, 0.9)
    there = streaming.watch(world, live, users, 5)
    mean = [float(there.minutes[there.creator == creator].mean()) for creator in (0, 1)]
    assert mean[1] > 2 * mean[0]
    unmet(world)
    tie(world, users, live, likes=1)
    world.settings = settings(200, 15, creators=BUSY, live={**KEEN, "come_in": 1.0})
    strangers = streaming.watch(world, live, users, 5)
    assert strangers.gifts.sum() / strangers.minutes.sum() < 0.75 * there.gifts.sum() / there.minutes.sum()


@pytest.mark.slow
def test_no_knob_is_wired_to_nothing() -> None:
    knobs = {
        "least_followers": 9, "come_in": 0.2, "strangers": 0.9, "notified": 0.9, "minutes": 30.0,
        "videos_per_minute": 20.0, "gifts": 2.0, "comments": 2.0, "follows": 1.0,
    }  # fmt: skip
    turned = {name: lived(0, live={**KEEN, name: value}) for name, value in knobs.items()}
    assert worlds.alike(lived(0, live=KEEN), turned, 48) == []
    assert knobs.keys() == LiveSettings.model_fields.keys()


def test_streams_are_in_the_picture_and_on_the_ticker() -> None:
    evening = [{"creator": creator, "hours": "evening"} for creator in range(15)]
    run = lived(69, creators={**BUSY, "strategy": evening})  # the last hour began at eight in the evening
    streams = run.frame().live
    assert streams
    assert [s.viewers for s in streams] == sorted((s.viewers for s in streams), reverse=True)
    assert all(isinstance(s, Live) and s.name for s in streams)
    assert sum(s.viewers for s in streams) <= len(run.engine.world.lives.last)
    said = [remark for remark in run.frame().remarks if remark.text.startswith("LIVE: ")]
    assert said
    assert any("sends" in remark.text for remark in said)


def test_what_happened_live_is_recorded_and_part_of_the_proof(tmp_path: Path) -> None:
    run = lived(0)
    recorder = Recorder(tmp_path / "run", run.settings)
    viewers = 0
    for _ in range(30):
        recorder.add(run.step().interactions, run.engine, run.frame)
        viewers += len(run.engine.world.lives.last)
    recorder.close(run.engine, {"status": "complete"})
    recording = Recording(tmp_path / "run")
    assert viewers > 0
    assert recording.verify() == run.digest
    assert recording.sql("SELECT count(*), count(DISTINCT tick) > 1 FROM live") == [(viewers, True)]
    assert sum(len(hour) for hour in recording.live_hours()) == viewers


@pytest.mark.slow
def test_a_followed_creator_in_the_world_as_it_is_has_a_handful_of_viewers() -> None:
    run = build(settings(400, 15, feed={"algorithm": "trending"}), ("trending",))
    viewers: list[int] = []
    for _ in range(24 * 30):
        run.step()
        lives = run.engine.world.lives
        viewers += np.bincount(lives.last.creator, minlength=15)[lives.on_air].tolist()
    assert len(viewers) >= 10
    assert 2.0 < np.mean(viewers) < 40.0 and np.median(viewers) >= 2
