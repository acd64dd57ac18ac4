"""A person whom somebody plays: what they do counts like anybody's, and nothing else of the world is bent."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.action import Action
from simulator.experiments.wiring import Simulation
from simulator.rooms.viewer.state import PlayerFeed
from simulator.session import View
from simulator.settings.tree import SettingsError
from tests.simulator.worlds import lived, settings, table


def playing(hours: int = 6, people: int = 200, seed: int = 1) -> Simulation:
    simulation = lived(settings(people, seed=seed), hours, "random")
    simulation.take(True)
    return simulation


def feed(simulation: Simulation) -> PlayerFeed:
    closeup = simulation.frame(View(attends="player")).closeup
    assert isinstance(closeup, PlayerFeed)
    return closeup


def test_who_is_played_starts_as_a_stranger_and_waits_for_the_player() -> None:
    simulation = playing(people=50)
    player = simulation.engine.player
    assert player is not None and player.person == feed(simulation).person
    for _ in range(24):
        assert player.person not in simulation.step().interactions.user


def test_what_the_player_did_stands_among_the_events_of_the_hour_in_order() -> None:
    simulation = playing()
    line = feed(simulation).line
    simulation.act(Action(line[2].video, watch_s=3.5, liked=True, commented=True))
    simulation.act(Action(line[0].video, watch_s=1e9, followed=True, shared=True))
    simulation.act(Action(line[1].video, watch_s=0.0, disliked=True))
    events = simulation.step()
    mine = events.interactions.rows(events.interactions.user == feed(simulation).person)
    assert mine.item.tolist() == [line[2].video, line[0].video, line[1].video]
    assert mine.watch_s.tolist() == [3.5, 5 * np.float32(line[0].duration_s), 0.0]
    assert mine.liked.tolist() == [True, False, False]
    assert mine.commented.tolist() == [True, False, False]
    assert mine.shared.tolist() == mine.followed.tolist() == [False, True, False]
    assert mine.disliked.tolist() == [False, False, True]
    phone = simulation.frame(View(person=feed(simulation).person)).phone
    assert [item.video for item in phone.items[:3]] == mine.item.tolist() and phone.watched == 3
    assert not {item.video for item in feed(simulation).line} & set(mine.item.tolist())


def test_a_video_that_is_not_lined_up_or_was_met_or_takes_less_than_no_time_is_refused() -> None:
    simulation = playing()
    item = feed(simulation).line[0].video
    simulation.act(Action(item, watch_s=1.0))
    with pytest.raises(SettingsError, match=f"item {item} was met already"):
        simulation.act(Action(item, watch_s=1.0))
    for bad in (-1, 10**9):
        with pytest.raises(SettingsError, match="must be one of the videos lined up"):
            simulation.act(Action(bad, watch_s=1.0))
    for seconds in (-1.0, float("nan")):
        with pytest.raises(SettingsError, match="watch_s must be 0 or more"):
            simulation.act(Action(feed(simulation).line[1].video, watch_s=seconds))
    simulation.take(False)
    with pytest.raises(SettingsError, match="nobody plays"):
        simulation.act(Action(item, watch_s=1.0))


def test_nobody_follows_the_same_creator_twice() -> None:
    simulation = playing()
    for _ in range(6):
        for item in feed(simulation).line:
            simulation.act(Action(item.video, watch_s=item.duration_s, followed=True))
        simulation.step()
    world, person = simulation.engine.world, feed(simulation).person
    assert world.creators.followers.tolist() == table(world.bonds, "follows").sum(axis=0).tolist()
    assert table(world.bonds, "follows")[person].any()


def how_much_more(seed: int) -> float:
    """Times as much of the line that a topic fills, at best, after eight hours in which the player watched it alone."""
    simulation = playing(hours=72, people=600, seed=seed)
    before = feed(simulation).thinks
    topic = int(np.argsort(before)[-3])
    after: list[float] = []
    for _ in range(8):
        for item in feed(simulation).line[:4]:
            full = item.topic == topic
            simulation.act(
                Action(item.video, item.duration_s if full else 0.5, liked=full, disliked=not full)
            )
        simulation.step()
        after.append(float(feed(simulation).thinks[topic]))
    return max(after) / float(before[topic])


@pytest.mark.slow
def test_the_feed_becomes_what_the_player_watches() -> None:
    """User-CF can only learn this from the player, whoever the others are."""
    assert np.median([how_much_more(seed) for seed in range(1, 4)]) > 1.5


@pytest.mark.slow
def test_looking_changes_nothing_and_the_same_actions_give_the_same_events() -> None:
    def run(looks: int) -> str:
        simulation = playing()
        for _ in range(5):
            for _ in range(looks):
                feed(simulation)
            player = simulation.engine.player
            assert player is not None
            simulation.act(Action(int(player.line.items[0, 0]), watch_s=4.0, liked=True))
            simulation.step()
        simulation.take(False)
        for _ in range(24):
            simulation.step()
        return simulation.digest

    assert run(0) == run(3)


def test_who_was_given_back_lives_on_like_everybody() -> None:
    simulation = playing()
    person = feed(simulation).person
    simulation.take(False)
    assert feed(simulation).person == -1 and feed(simulation).line == ()
    assert any(person in simulation.step().interactions.user for _ in range(24 * 30))
