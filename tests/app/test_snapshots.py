"""Pictures of one screen for each kind of drawing, from a frozen frame; `test_matrix` keeps the words of all screens.

After a wanted change: see there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from simulator.app import playing
from simulator.app.app import FeedscopeApp
from simulator.frames import CloseUp, Frame, HotTrend
from simulator.rooms.viewer import screen as viewer
from simulator.rooms.viewer.state import PlayerFeed
from simulator.settings.described import Change
from tests.app.closeups import cocoon, hot, pipeline
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import CREATORS, make_frame, two_worlds
from tests.app.test_fame import fame_frame
from tests.app.test_lab import STATE
from tests.app.test_society import society_state
from tests.app.test_studio import STUDIO

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The phone has played its video to the end at once."""
    monkeypatch.setattr(playing, "PLAY_S", 1e-9)


def opened(
    lang: str = "en", closeup: CloseUp | None = None
) -> tuple[FeedscopeApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """The app, and what to wait for before the picture is taken."""
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    session = FakeSession(replace(frame, closeup=closeup))

    async def drawn(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.pause(0.1)

    return FeedscopeApp(session, lang, 1000), drawn


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_dashboard(snap_compare: Compare, size: tuple[int, int]) -> None:
    app, drawn = opened()
    assert snap_compare(app, terminal_size=size, run_before=drawn)


@pytest.mark.slow
def test_dashboard_in_chinese_on_paper(snap_compare: Compare) -> None:
    app, drawn = opened("zh")
    assert snap_compare(app, press=["d"], terminal_size=(120, 35), run_before=drawn)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "size", "keys"),
    [("en", (120, 35), "h tab tab tab right right right"), ("zh", (80, 24), "4 h tab tab left left")],
    ids=["120x35", "80x24-zh"],
)
def test_a_number_is_explained(snap_compare: Compare, lang: str, size: tuple[int, int], keys: str) -> None:
    app, drawn = opened(lang)

    async def walked(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press(*keys.split())
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=walked)


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24))], ids=["120x35", "80x24-zh"])
def test_viewer(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, lang: str, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(viewer, "PACE", 0.0)  # the video stands still for the picture
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    feed = PlayerFeed(frame.phone.person, 150, frame.phone.items, frame.phone.taste)
    session = FakeSession(replace(frame, closeup=feed))

    async def liked(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("p")
        await settle(pilot, session)
        session.give(replace(frame, closeup=feed))
        await settle(pilot, session)
        await pilot.press("l")
        await settle(pilot, session)

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=liked)


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24))], ids=["120x35", "80x24-zh"])
def test_studio(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    hot = (
        HotTrend("slowsoup", frame.brand.topic, False, 30, 0.62, 14, 210),
        HotTrend("flip", 0, True, 9, 0.3, 2, 11),
    )
    frame = replace(frame, closeup=replace(STUDIO, creator=frame.brand.creator), hot=hot)
    session = FakeSession(frame)

    async def a_week_later(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("p", "p", "down", "down")
        session.give(frame)
        await settle(pilot, session)
        await pilot.press("right", "enter")
        session.give(replace(frame, tick=150 + 7 * 24))
        await settle(pilot, session)

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=a_week_later)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((120, 35), "zh")], ids=lambda value: str(value).replace(", ", "x")
)
def test_menu(snap_compare: Compare, size: tuple[int, int], lang: str) -> None:
    session = FakeSession(make_frame(tick=150, people=1000, lang=lang, paused=True))

    async def drawn(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.pause(0.1)

    assert snap_compare(FeedscopeApp(session, lang, 1000, menu=True), terminal_size=size, run_before=drawn)


def story(
    lang: str, chapter: str, guess: str, told: bool
) -> tuple[FeedscopeApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """A chapter's page that asks, or what it tells afterwards."""
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    session = FakeSession(frame)
    app = FeedscopeApp(session, lang, 1000)

    async def drawn(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("s")
        await settle(pilot, session)
        await pilot.press(chapter)
        await settle(pilot, session)
        if told:
            await pilot.press(guess)
            await settle(pilot, session)
            now = app.frame
            assert now is not None
            later = make_frame(tick=48, people=1000, lang=lang, paused=True, person=211)
            session.give(replace(later, begun=now.begun, brand=replace(later.brand, creator=258 % CREATORS)))
        await settle(pilot, session)
        await pilot.pause(0.1)

    return app, drawn


@pytest.mark.slow
def test_story_tells(snap_compare: Compare) -> None:
    app, drawn = story("zh", "5", "1", told=True)
    assert snap_compare(app, terminal_size=(120, 35), run_before=drawn)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "size"),
    [("en", (120, 35)), ("zh", (80, 24))],
    ids=["120x35", "80x24-zh"],
)
def test_two_worlds(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    frame = two_worlds(lang=lang)
    session = FakeSession(frame)

    async def opened_and_guessed(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("w")
        await settle(pilot, session)
        await pilot.press("g", "2")
        session.give(replace(frame, paused=True))
        await settle(pilot, session)

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=opened_and_guessed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "size"), [("en", (80, 24)), ("zh", (120, 35))], ids=["en-80x24", "zh-120x35"]
)
def test_looking_back(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    session = FakeSession(make_frame(tick=30, lang=lang, paused=True))
    app = FeedscopeApp(session, lang, 1000)

    async def back(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        for tick in range(40, 200, 10):
            algorithm = "user-cf" if tick < 100 else "random"
            app.lookback.take(make_frame(tick=tick, lang=lang, algorithm=algorithm))
        await pilot.press("t", "shift+left")
        await pilot.pause(1.2)  # the map has glided there

    assert snap_compare(app, terminal_size=size, run_before=back)


TURNED = tuple(replace(dial, turned=24) for dial in society_state().dials)
SOCIETY = society_state(dials=TURNED)
CHANGED = replace(
    STATE,
    changes=(
        Change(30, (("behaviour.likes", 0.04, 0.1),)),
        Change(52, (("feed.algorithm", "user-cf", "random"), ("feed.rerank.pools.on", False, True))),
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "size"),
    [("en", (120, 35))],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)
@pytest.mark.parametrize(
    ("keys", "closeup"),
    [(("r", "r", "r", "down", "down"), CHANGED), (("r", "r", "r", "r", "down"), SOCIETY)],
    ids=["lab", "society"],
)
def test_rooms(
    snap_compare: Compare, keys: tuple[str, ...], closeup: CloseUp, lang: str, size: tuple[int, int]
) -> None:
    app, drawn = opened(lang, closeup)

    async def entered(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press(*keys)
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=entered)


@pytest.mark.slow
@pytest.mark.parametrize("presses", [2, 3], ids=["contrast", "projector"])
def test_dashboard_for_tired_eyes_and_full_rooms(snap_compare: Compare, presses: int) -> None:
    app, drawn = opened()
    assert snap_compare(app, press=["d"] * presses, terminal_size=(120, 35), run_before=drawn)


def looking_closer(
    lang: str, closer: Callable[[Frame], Frame]
) -> tuple[FeedscopeApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """As `opened`, of a frame with a close-up."""
    session = FakeSession(closer(make_frame(tick=150, people=1000, lang=lang, paused=True)))

    async def drawn(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.pause(0.1)

    return FeedscopeApp(session, lang, 1000), drawn


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "size", "keys"),
    [
        ("en", (120, 35), "i right right"),
        ("zh", (120, 35), "i right d"),
    ],
    ids=str,
)
def test_cocoon_room(snap_compare: Compare, lang: str, size: tuple[int, int], keys: str) -> None:
    app, drawn = looking_closer(lang, lambda frame: replace(frame, closeup=cocoon(frame, (20, 21, 22))))

    async def at(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press(*keys.split())
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=at)


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "size"), [("zh", (120, 35))], ids=str)
def test_pipeline_room(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    app, drawn = looking_closer(lang, lambda frame: replace(frame, closeup=pipeline(frame)))

    async def at(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press("i", "i", "i", "up")
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=at)


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24))], ids=["120x35", "80x24-zh"])
def test_fame(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    frame = fame_frame(lang)
    session = FakeSession(frame)

    async def on_videos(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("c", "down")
        session.give(frame)
        await settle(pilot, session)
        if lang == "zh":
            await pilot.press("tab")

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=on_videos)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "size", "keys"),
    [
        ("en", (80, 24), ("c", "c")),
        ("en", (80, 24), ("c", "c", "left")),
        ("en", (120, 35), ("c", "c")),
        ("zh", (120, 35), ("c", "c")),
    ],
    ids=["80x24", "80x24-streams", "120x35", "120x35-zh"],
)
def test_hot(snap_compare: Compare, lang: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app, drawn = looking_closer(lang, lambda frame: replace(frame, closeup=hot(frame)))

    async def entered(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press(*keys)
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=entered)
