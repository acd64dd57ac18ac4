"""Every screen of the app in one table: which world stands before it, and what is pressed to get there.

A screen is drawn from made frames, so that nothing in its picture hangs on the engine. A room that is in `rooms.ROOMS`
but not in this table gets a scene by itself: its letters, and its made close-up if `CLOSEUPS` has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from textual.pilot import Pilot

from recommender.rerank.settings import RerankSettings
from simulator.app.app import FeedscopeApp
from simulator.app.screens.rooms import ROOMS
from simulator.camera.stages import stages
from simulator.frames import CloseUp, Found, Frame, HotTrend
from simulator.rooms.hot.state import HotCloseUp
from simulator.rooms.viewer.state import PlayerFeed
from simulator.session import SessionEnded
from simulator.settings.described import Change
from tests.app.closeups import cocoon, hot, pipeline, why
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import CREATORS, NAMES, make_frame, two_worlds
from tests.app.opened import WAY
from tests.app.test_fame import close_up
from tests.app.test_lab import STATE
from tests.app.test_society import society_state
from tests.app.test_studio import STUDIO

TICK = 150
WEEK = 7 * 24

Made = Callable[[str], Frame]
"""A frame in a language."""


def plain(lang: str) -> Frame:
    return make_frame(tick=TICK, people=1000, lang=lang, paused=True)


CHANGED = replace(
    STATE,
    changes=(
        Change(30, (("behaviour.likes", 0.04, 0.1),)),
        Change(52, (("feed.algorithm", "user-cf", "random"), ("feed.rerank.pools.on", False, True))),
    ),
)


def listed(frame: Frame) -> HotCloseUp:
    """What is hot, on a platform that keeps a hot list."""
    made = hot(frame)
    trends = tuple(replace(course, listed=course.tag == "catnaps") for course in made.trends)
    return replace(made, trends=trends, listed=("catnaps", "slowsoup"))


CLOSEUPS: Mapping[str, Callable[[Frame], CloseUp]] = {
    "cocoon": lambda frame: cocoon(frame, (20, 21, 22)),
    "why": lambda frame: why(frame, 1),
    "pipeline": pipeline,
    "fame": close_up,
    "hot": listed,
    "lab": lambda _: CHANGED,
    "society": lambda _: society_state(
        dials=tuple(replace(dial, turned=24) for dial in society_state().dials)
    ),
    "viewer": lambda frame: PlayerFeed(frame.phone.person, TICK, frame.phone.items, frame.phone.taste),
    "studio": lambda frame: replace(STUDIO, creator=frame.brand.creator),
}
"""By room: what its camera would show of the made world."""


def close(room: str) -> Made:
    """The plain frame with the close-up of a room."""
    return lambda lang: replace(plain(lang), closeup=CLOSEUPS[room](plain(lang)))


@dataclass(frozen=True)
class Scene:
    """A screen: its frame, and the steps to it. A step is the name of a key, or another frame that comes."""

    steps: tuple[str | Made, ...] = ()
    frame: Made | None = plain
    menu: bool = False
    split: bool = False
    """Does it begin with the two worlds that part?"""
    ends: bool = False
    """Has the engine gone?"""
    shots: Mapping[str, tuple[str, ...]] | None = None
    """Further pictures from the same run, each after more keys."""


def pressed(keys: str, frame: Made = plain, *after: str | Made, **shots: str) -> Scene:
    """The keys, apart by blanks; the room's frame once more, as rooms get it; then what comes after."""
    return Scene(
        (*keys.split(), frame, *after),
        frame,
        shots={name: tuple(keys.split()) for name, keys in shots.items()},
    )


def staged(lang: str) -> Frame:
    """With every stage, two of them at work."""
    return replace(plain(lang), stages=stages(RerankSettings.model_validate({"diversity": {"on": True}})))


def searched(what: str) -> Made:
    rows = tuple((20 + i, NAMES["en"][i], i % 16, i % 4 if what == "person" else 37 * i) for i in range(8))
    return lambda lang: replace(plain(lang), found=Found(what, "", rows))


def told(lang: str) -> Frame:
    later = make_frame(tick=48, people=1000, lang=lang, paused=True, person=211)
    return replace(later, brand=replace(later.brand, creator=258 % CREATORS))


def working(lang: str) -> Frame:
    frame = close("studio")(lang)
    hot = (
        HotTrend("slowsoup", frame.brand.topic, False, 30, 0.62, 14, 210),
        HotTrend("flip", 0, True, 9, 0.3, 2, 11),
    )
    return replace(frame, hot=hot)


def a_week_on(lang: str) -> Frame:
    return replace(working(lang), tick=TICK + WEEK)


def a_day_later(lang: str) -> Frame:
    return replace(plain(lang), tick=TICK + 24)


def twins(lang: str) -> Frame:
    return two_worlds(lang=lang)


SCENES: dict[str, Scene] = {
    "waiting": Scene(frame=None),
    "dashboard": pressed("", plain, phone="1", map="2", brand="3", vitals="4"),
    "empty": Scene(frame=lambda lang: make_frame(lang=lang, empty=True, paused=True)),
    "ended": Scene(ends=True),
    "menu": Scene(menu=True),
    "split": Scene(frame=twins, menu=True, split=True, shots={"asked": ("space",), "facts": ("question_mark",)}),
    "algorithms": pressed("a"),
    "stages": pressed("r r", staged),
    "people": pressed("slash", searched("person")),
    "creators": pressed("slash tab", searched("creator")),
    "help": pressed("question_mark"),
    "palette": pressed("ctrl+p"),
    "timeline": Scene((a_day_later, "t", "left")),
    "recordings": pressed("ctrl+o"),
    "story": pressed("s"),
    **{f"story-{chapter}": pressed(f"s {chapter}") for chapter in range(1, 9)},
    "story-told": pressed("s 5", plain, "1", told),
    "worlds": pressed("w"),
    "worlds-parted": pressed("w", twins, guess="g", guessed="2"),
    "viewer": pressed("p", close("viewer"), "l"),
    "studio": pressed("p p down down", working, "right", "enter", a_week_on),
    "cocoon": pressed("i", close("cocoon"), states="right", groups="right", diet="right", near="right"),
    "why": pressed("i i", close("why"), "home", "down"),
    "pipeline": pressed("i i i", close("pipeline"), evaluate="up", recommend="up"),
    "fame": pressed("c", close("fame"), "down", videos="tab"),
    "lab": pressed("r r r", close("lab"), setting="down right down", platforms="P"),
    "society": pressed("r r r r", close("society"), "down"),
    "help-of-a-room": pressed("r r r question_mark", close("lab")),
}  # fmt: skip
for _name in ROOMS:
    if _name not in SCENES:
        SCENES[_name] = pressed(" ".join(WAY[_name]), close(_name) if _name in CLOSEUPS else plain)


class Stage:
    """A running app on which a scene is played."""

    def __init__(self, scene: Scene, lang: str) -> None:
        self.scene = scene
        self._made = scene.frame
        frame = scene.frame(lang) if scene.frame is not None else None
        self.session = FakeSession(frame, obeys=not scene.ends)  # nobody asks one that has gone for frames
        self.app = FeedscopeApp(self.session, lang, 1000, menu=scene.menu, split=scene.split)

    async def play(self, pilot: Pilot[int]) -> None:
        """Everything up to the first picture. Nothing glides or plays by itself."""
        self.app.add_class("-still")
        self.app.animation_level = "none"
        await settle(pilot, self.session)
        await self.act(pilot, self.scene.steps)
        if self.scene.ends:
            self.session.ended = SessionEnded("out of memory", "error", "MemoryError", "feedscope.log")
            await settle(pilot, self.session)

    async def act(self, pilot: Pilot[int], steps: tuple[str | Made, ...]) -> None:
        """One step after another, each until the screen has drawn it."""
        for step in steps:
            if isinstance(step, str):
                await pilot.press(step)
            else:
                self._made = step
                self._give()
            await settle(pilot, self.session)

    async def speak(self, pilot: Pilot[int]) -> None:
        """The other language; the world's words follow with its next frame."""
        await pilot.press("ctrl+l")
        await settle(pilot, self.session)
        if self._made is not None and not self.scene.ends:
            self._give()
            await settle(pilot, self.session)

    def _give(self) -> None:
        assert self._made is not None
        now = self.app.frame
        frame = self._made(self.app.lang)
        self.session.give(replace(frame, begun=now.begun if now is not None else 0))
