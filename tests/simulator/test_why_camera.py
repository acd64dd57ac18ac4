"""The why room's close-up: parts that make the score, and other worlds worked out from what was known then."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.tick import Events
from simulator.experiments.wiring import Simulation, build
from simulator.rooms.why.state import Instead, WhyCloseUp
from simulator.session import View
from simulator.settings.tree import Settings

SETTINGS = Settings.model_validate({"seed": 3, "world": {"people": 150, "creators": 20}})
NAMES = ["user-cf", "content", "item-cf", "random"]


def looked_at(settings: Settings, names: list[str], hours: int = 40) -> tuple[Simulation, Events, int]:
    """A run whose person 7 was looked at all the time and has just been served."""
    run = build(settings, names)
    view = View(person=7, attends="why", about=(0,))
    run.frame(view)
    while True:
        events = run.step()
        run.frame(view)
        if run.tick > hours and 7 in events.slate.users:
            return run, events, int(np.searchsorted(events.slate.users, 7))


def closeup(run: Simulation, video: int, person: int = 7) -> WhyCloseUp:
    made = run.frame(View(person=person, attends="why", about=(video,))).closeup
    assert isinstance(made, WhyCloseUp)
    return made


@pytest.fixture(scope="module")
def served() -> tuple[Simulation, Events, int]:
    return looked_at(SETTINGS, NAMES)


def test_the_parts_and_the_rest_make_the_whole_and_neighbours_say_what_ties_them(
    served: tuple[Simulation, Events, int],
) -> None:
    run, events, row = served
    tied = 0
    for place, video in enumerate(events.slate.items[row].tolist()):
        made = closeup(run, video)
        assert made.served and made.place == place and made.source == events.slate.source[row, place]
        assert made.score == pytest.approx(events.slate.scores[row, place])
        if made.parts:
            assert sum(part.share for part in made.parts) + made.others_share == pytest.approx(1.0)
        assert len(made.parts) <= 5 and (made.others == 0 or len(made.parts) == 5)
        tied += sum(bool(part.titles) for part in made.parts)
    assert tied > 20


def test_other_worlds_are_the_other_methods_own_answers_and_the_one_without_a_neighbour_differs(
    served: tuple[Simulation, Events, int],
) -> None:
    run, events, row = served
    shown = events.slate.items[row].tolist()
    there = [closeup(run, video).instead for video in shown]
    methods = {each.name for each in there[0] if each.without == "method"}
    assert methods == {"content", "item-cf", "random"}
    assert all(
        each.same == (each.video == video) for video, row in zip(shown, there, strict=True) for each in row
    )

    def column(keep: str) -> list[Instead]:
        return [each for row in there for each in row if keep in (each.without, each.name)]

    # What luck would have shown does not depend on what was learned, so it can be asked again afterwards,
    # less what has been watched since.
    again = run.engine.methods["random"].recommend(np.array([7], dtype=np.int32), 40, events.tick).items[0]
    lucky = [each.video for each in column("random")]
    kept = [video for video in lucky if video in again.tolist()]
    assert len(kept) > 20 and len(set(lucky)) == len(lucky)
    without = column("person")
    assert len(without) == len(shown) and not all(each.same for each in without)


@pytest.mark.slow
def test_without_the_stages_stands_the_methods_own_order() -> None:
    staged = SETTINGS.model_validate(
        {**SETTINGS.model_dump(), "feed": {"rerank": {"exploration": {"on": True, "share": 0.5}}}}
    )
    run, events, row = looked_at(staged, NAMES[:1])
    shown = events.slate.items[row].tolist()
    before = [
        each.video for video in shown for each in closeup(run, video).instead if each.without == "stages"
    ]
    assert len(before) == len(shown) and before != shown
    moved = [made for made in (closeup(run, video) for video in shown) if made.moves]
    assert moved and all(made.moves[-1][2] == made.place for made in moved)


def test_of_somebody_who_was_not_looked_at_it_says_what_the_algorithm_sees_now(
    served: tuple[Simulation, Events, int],
) -> None:
    run, events, _ = served
    other = int(events.slate.users[events.slate.users != 7][0])
    made = closeup(run, int(events.slate.items[events.slate.users == other][0, 0]), other)
    assert not made.served and made.place == -1 and not made.instead and made.person == other


def test_a_new_feed_is_explained_at_once_in_the_place_that_was_looked_at(
    served: tuple[Simulation, Events, int],
) -> None:
    run, events, row = served
    feed = events.slate.items[row].tolist()
    stale = next(video for video in range(1000) if video not in feed)
    made = run.frame(View(person=7, attends="why", about=(stale, 5))).closeup
    assert isinstance(made, WhyCloseUp) and made.served and (made.video, made.place) == (feed[5], 5)
    assert closeup(run, stale).video == stale


def test_a_video_that_there_is_not_has_no_closeup(served: tuple[Simulation, Events, int]) -> None:
    run, _, _ = served
    for about in ((), (-1,), (10**8,)):
        assert run.frame(View(person=7, attends="why", about=about)).closeup is None


@pytest.mark.parametrize("algorithm", ["user-cf", "item-cf", "hybrid"])
@pytest.mark.slow
def test_looking_for_other_worlds_changes_nothing_in_this_one(algorithm: str) -> None:
    chosen = SETTINGS.model_validate({**SETTINGS.model_dump(), "feed": {"algorithm": algorithm}})
    names = ["user-cf", "item-cf", "content", "trending", "hybrid", "random", algorithm]
    looked, blind = build(chosen, list(dict.fromkeys(names))), build(chosen, list(dict.fromkeys(names)))
    for _ in range(30):
        looked.frame(View(person=7, attends="why", about=(5,)))
        looked.step()
        blind.step()
    assert looked.digest == blind.digest


def test_a_twin_is_not_asked_what_else_could_have_been_shown_until_somebody_looks_into_it() -> None:
    run, _, _ = looked_at(SETTINGS, NAMES[:2], hours=12)
    twin = run.fork("user-cf")
    view = View(person=7, attends="why", about=(0,))

    def next_feed() -> int:
        while True:
            events = twin.step()
            if 7 in events.slate.users:
                return int(events.slate.items[np.searchsorted(events.slate.users, 7), 0])

    before = next_feed()
    assert not closeup(twin, before).served, "nobody had looked"
    twin.frame(view)
    assert closeup(twin, next_feed()).served
