"""The lab: every setting is there, turns, is typed, refused, taken back and copied; and really at work."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from simulator.app.app import FeedscopeApp
from simulator.app.places import HOME
from simulator.app.screens.platforms import ChoosePlatform
from simulator.experiments.wiring import Simulation, build
from simulator.frames import Frame
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.lab.camera import START
from simulator.rooms.lab.drawers import Drawers
from simulator.rooms.lab.knobs import LOOSEST, allowed, refusal, said_at, title, turned, typed, written
from simulator.rooms.lab.ledger import ledger, net
from simulator.rooms.lab.screen import Field, LabRoom
from simulator.session import LocalSession, Session, Tune, TuneAll, View
from simulator.settings.described import Change, LabState, Setting, Value
from simulator.settings.files import from_toml, leaves, platforms
from simulator.settings.toml_text import tables
from simulator.settings.tree import Settings, tunable
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import WAY, opened

EN = catalogue("en")


def world(**branches: object) -> Simulation:
    return build(
        Settings.model_validate({"world": {"people": 12, "creators": 3, "backlog": 3}, **branches}),
        ("user-cf", "newest", "random"),
    )


def lab_of(run: Simulation) -> LabState:
    closeup = run.frame(View(attends="lab")).closeup
    assert isinstance(closeup, LabState)
    return closeup


STATE = lab_of(world())
FRAME = replace(make_frame(people=50, paused=True, tick=30), closeup=STATE)


def setting(name: str, state: LabState = STATE) -> Setting:
    return next(each for each in state.settings if each.name == name)


def with_changes(*changes: Change) -> Frame:
    return replace(FRAME, closeup=replace(STATE, changes=changes))


@asynccontextmanager
async def lab(
    frame: Frame = FRAME, lang: str = "en"
) -> AsyncIterator[tuple[Pilot[int], LabRoom, FakeSession]]:
    """The lab, open, with the close-up arrived."""
    async with opened("r r r", LabRoom, frame, lang=lang) as (room, pilot, session):
        session.commands.clear()
        yield pilot, room, session


async def find(pilot: Pilot[int], word: str) -> None:
    await pilot.press("slash", *word.replace(" ", "|").replace("|", " "), "enter", "down")
    await pilot.pause()


def fault(room: LabRoom) -> str:
    return str(room.query_one("#fault", Static).render())


def test_every_setting_is_there_with_its_sentence_bounds_and_default() -> None:
    names = {each.name for each in STATE.settings}
    unshown = {
        "creators.strategy",
        "own.laws",
        "twins.columns",
        "twins.weights",
        "world.seed",
    }  # tables, and what usually holds nothing
    assert names == {name for name, _, _ in leaves(Settings())} - unshown
    assert all(each.text and each.allowed for each in STATE.settings)
    assert {each.name for each in STATE.settings if each.live} == set(filter(tunable, names))
    likes = setting("behaviour.likes")
    assert (likes.default, likes.low, likes.high, likes.unit) == (0.045, 0.0, 1.0, "share")
    assert setting("feed.algorithm").choices == ("user-cf", "newest", "random")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_branch_has_a_title(lang: str) -> None:
    say = catalogue(lang)
    for branch in {each.branch for each in STATE.settings}:
        assert title(branch, say) != branch


def test_every_setting_has_a_chinese_sentence_and_nothing_else_has_one() -> None:
    zh = catalogue("zh")
    used = {each.name: said_at(each.name, zh) for each in STATE.settings}
    assert not [name for name, key in used.items() if not key], "english text would stand in the chinese lab"
    assert set(used.values()) == {key for key in zh if key.startswith("lab.setting.")}
    english = [each.name for each in STATE.settings if not re.search("[一-鿿0-9∞]", allowed(each, zh))]
    assert all(setting(name).choices for name in english), "names are as they are typed"
    rest = {key for key in catalogue("zh") if key.startswith("lab.") and "lab.setting." not in key}
    assert rest == {key for key in EN if key.startswith("lab.")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_platform_is_offered_in_words(lang: str) -> None:
    assert [offer.name for offer in STATE.offers] == [START, *platforms()]
    for offer in STATE.offers:
        assert catalogue(lang)(f"lab.platform.{offer.name}.name")


@pytest.mark.slow
async def test_arrows_turn_enter_types_and_backspace_resets() -> None:
    async with lab() as (pilot, room, session):
        await find(pilot, "behaviour.likes")
        await pilot.press("right")
        assert session.commands == [Tune("behaviour.likes", 0.1)]
        await pilot.press("enter", *"0.3", "enter")
        assert session.commands[-1] == Tune("behaviour.likes", 0.3)
        assert not room.has_class("-typing")
        likes = replace(setting("behaviour.likes"), value=0.3)
        others = tuple(likes if each.name == likes.name else each for each in STATE.settings)
        session.give(replace(FRAME, closeup=replace(STATE, settings=others)))
        await settle(pilot, session)
        await pilot.press("backspace")
        assert session.commands[-1] == Tune("behaviour.likes", 0.045)
        await pilot.press("enter", "5", "escape")
        assert len(session.commands) == 3 and isinstance(pilot.app.screen, LabRoom)


@pytest.mark.slow
async def test_a_refusal_is_shown_at_the_field_with_what_was_typed() -> None:
    async with lab() as (pilot, room, session):
        await find(pilot, "behaviour.likes")
        await pilot.press("enter", *"abc", "enter")
        assert session.commands[-1] == Tune("behaviour.likes", "abc")
        session.give(replace(FRAME, refused="behaviour.likes must be a number between 0 and 1, not 'abc'"))
        await settle(pilot, session)
        assert fault(room) == "behaviour.likes must be a number between 0 and 1, not 'abc'"
        assert room.query_one(Field).value == "abc" and room.query_one(Field).has_focus
        assert not pilot.app._notifications  # pyright: ignore[reportPrivateUsage]
        await pilot.press("0")
        assert fault(room) == ""


@pytest.mark.slow
async def test_a_word_filters_by_name_and_sentence_and_branches_fold() -> None:
    async with lab() as (pilot, room, _):
        drawers = room._drawers  # pyright: ignore[reportPrivateUsage]
        every = len(drawers.lines)
        await pilot.press("slash", *"fake people push")
        await pilot.pause()
        found = [line.id for line in drawers.lines if line.setting]
        assert found == ["noise.bot_pushes", "noise.bot_fresh_h", "creators.buyers"]
        await pilot.press("escape")
        await pilot.pause()
        assert len(drawers.lines) == every
        await pilot.press(*["pageup"] * 9, "left")
        assert len(drawers.lines) == every - 22
        await pilot.press("right", "down")
        assert drawers.here == "behaviour.stay" and len(drawers.lines) == every
        await pilot.press("pagedown", "up", "down", *["pagedown"] * 9, "enter")
        assert drawers.line is not None and not drawers.line.live and len(drawers.lines) > every


@pytest.mark.slow
async def test_what_needs_a_new_world_is_written_down_and_its_line_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    async with lab(with_changes(Change(3, (("feed.rerank.diversity.on", False, True),)))) as (
        pilot,
        room,
        session,
    ):
        await find(pilot, "world.people")
        await pilot.press("right")
        await pilot.press("enter", *"0", "enter")
        assert fault(room) == "world.people must be a whole number between 1 and 5000000, not 0"
        await pilot.press("backspace", *"300", "enter")
        assert session.commands == []
        assert pilot.app.clipboard == "[world]\npeople = 300\n"
        await pilot.press("y")
        (file,) = (tmp_path / "lab").iterdir()
        assert file.name == "day-2-06h.toml" and file.read_text() == pilot.app.clipboard
        made = from_toml(file.read_text(), "copied")
        assert made.world.people == 300 and made.feed.rerank.diversity.on
        await pilot.press("y", "backspace")
        assert len(list((tmp_path / "lab").iterdir())) == 2, "nothing is written over"


async def test_u_takes_back_and_shift_u_brings_again() -> None:
    turn = Change(3, (("behaviour.likes", 0.04, 0.1),))
    async with lab(with_changes(turn)) as (pilot, _, session):
        await pilot.press("Z")
        await settle(pilot, session)
        assert session.commands == []
        await pilot.press("z")
        await settle(pilot, session)
        assert session.commands == [TuneAll((("behaviour.likes", 0.04),))]
        session.give(with_changes(turn, Change(4, (("behaviour.likes", 0.1, 0.04),))))
        await settle(pilot, session)
        await pilot.press("z")
        await settle(pilot, session)
        assert len(session.commands) == 1
        await pilot.press("Z")
        await settle(pilot, session)
        assert session.commands[-1] == TuneAll((("behaviour.likes", 0.1),))


@pytest.mark.slow
async def test_a_platform_is_taken_over_as_far_as_it_can_be() -> None:
    async with lab() as (pilot, _, session):
        await pilot.press("P")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChoosePlatform)
        await pilot.press("escape", "P", "end", "enter")
        await pilot.pause()
        offer = STATE.offers[-1]
        assert (
            offer.name == "lab" and offer.beyond[0] == "people.newcomers" and "creators.live" in offer.beyond
        )
        assert session.commands == [TuneAll(offer.values)]
        await pilot.press("P", "enter")
        await pilot.pause()
        assert len(session.commands) == 1, "the world is as it began"


@pytest.mark.slow
async def test_a_turn_in_the_lab_changes_the_world_and_u_takes_it_back() -> None:
    run = world(seed=3)
    session: Session = LocalSession(run, View(paused=True))
    app = FeedscopeApp(session, "en", 12)

    async def until(value: float) -> None:
        for _ in range(200):
            await pilot.pause(0.02)
            if run.settings.behaviour.dislikes == value:
                return
        raise AssertionError(run.settings.behaviour.dislikes)

    async with app.run_test(size=(120, 35)) as pilot:
        for _ in range(100):
            await pilot.pause(0.02)
            if app.frame is not None and not app.frame.notice:
                break
        await pilot.press(*WAY["lab"])
        for _ in range(100):
            await pilot.pause(0.02)
            if app.frame is not None and app.frame.closeup is not None:
                break
        await find(pilot, "behaviour.dislikes")
        await pilot.press("enter", *"0.5", "enter")
        await until(0.5)
        await pilot.pause(0.1)
        await pilot.press("z")
        await until(0.03)
    assert len(run.engine.changes) == 2


def test_the_engine_notes_changes_and_takes_several_or_none() -> None:
    run = world()
    run.tune("noise.bots", 0.5)
    run.switch("random")
    run.switch("random")
    with pytest.raises(ValueError, match=r"noise\.bots must be between 0 and 10, not 11"):
        run.tune_all({"behaviour.likes": 0.5, "noise.bots": 11})
    with pytest.raises(ValueError, match=r"world\.people cannot change"):
        run.tune_all({"behaviour.likes": 0.5, "world.people": 3})
    assert run.settings.behaviour.likes == 0.045
    run.tune_all({"feed.algorithm": "newest", "feed.rerank.pools.sizes": (0.1, 0.2)})
    assert run.engine.algorithm == "newest" and run.settings.feed.rerank.pools.sizes == (0.1, 0.2)
    assert [change.parts for change in run.engine.changes] == [
        (("noise.bots", 0.0, 0.5),),
        (("feed.algorithm", "user-cf", "random"),),
        (("feed.algorithm", "random", "newest"), ("feed.rerank.pools.sizes", (0.02, 0.08, 0.25), (0.1, 0.2))),
    ]
    offers = {offer.name: dict(offer.values) for offer in lab_of(run).offers}
    back: dict[str, Value] = {
        "feed.algorithm": "user-cf",
        "feed.rerank.pools.sizes": (0.02, 0.08, 0.25),
        "noise.bots": 0.0,
    }
    assert offers[START] == back
    assert offers["kuaishou"].items() >= {**back, "feed.rerank.fairness.on": True}.items()
    run.tune_all(offers["kuaishou"])
    assert lab_of(run).offers[4].values == ()


def test_the_ledger_joins_turns_of_a_day_and_forgets_what_was_undone_once_something_new_happens() -> None:
    def change(tick: int, name: str, before: Value, now: Value) -> Change:
        return Change(tick, ((name, before, now),))

    joined = ledger([change(1, "a", 0.1, 0.2), change(2, "a", 0.2, 0.3), change(40, "a", 0.3, 0.4)])
    assert joined.done == (change(2, "a", 0.1, 0.3), change(40, "a", 0.3, 0.4))
    taken = ledger([*joined.done, change(41, "a", 0.4, 0.3), change(42, "b", 1, 2)])
    assert taken.done[-1] == change(42, "b", 1, 2) and not taken.undone
    assert net([*joined.done, change(41, "a", 0.4, 0.3)]) == (("a", 0.1, 0.3),)
    assert net([change(1, "a", 1, 2), change(2, "a", 2, 1)]) == ()


def test_toml_of_any_value_is_read_back() -> None:
    values: dict[str, Value] = {
        "seed": 7,
        "privacy.epsilon": math.inf,
        "feed.algorithm": "random",
        "feed.rerank.pools.sizes": (0.1, 0.5),
        "feed.rerank.quality.on": True,
    }
    made = from_toml(tables(values), "text")
    assert made.seed == 7 and math.isinf(made.privacy.epsilon) and made.feed.algorithm == "random"
    assert made.feed.rerank.pools.sizes == (0.1, 0.5) and made.feed.rerank.quality.on


def test_what_is_typed_becomes_a_value_or_stays_what_it_is() -> None:
    assert typed(" on ", False) is True and typed("关", True) is False and typed("maybe", True) == "maybe"
    assert typed("3", 2) == 3 and typed("3.5", 2) == 3.5 and typed("x", 2) == "x"
    assert typed("∞", 1.0) == math.inf and typed("nan", 1.0) == "nan"
    assert typed("[0.1, 0.2]", (0.5,)) == (0.1, 0.2) and typed("a,b", ("x",)) == ("a", "b")
    assert refusal(setting("world.topics"), ("a", "b")) == "" and refusal(setting("world.people"), 300) == ""
    assert "must be a number" in refusal(setting("people.active_days"), "often")


def test_a_budget_without_end_can_be_turned_from_its_end_and_back() -> None:
    epsilon = setting("privacy.epsilon")
    assert written(epsilon.value, EN) == "∞"
    down = replace(epsilon, value=turned(epsilon, -1))
    assert down.value == LOOSEST
    assert turned(down, 1) == math.inf and turned(epsilon, 1) == math.inf
    lower = turned(down, -1)
    assert isinstance(lower, float) and 0 < lower < LOOSEST


def test_the_mark_stays_near_when_its_row_goes() -> None:
    drawers = Drawers()
    drawers.fill(STATE.settings, EN)
    drawers.move(2)
    here = drawers.here
    drawers.word = "bots"
    drawers.fill(STATE.settings, EN)
    assert drawers.here != here and drawers.line is not None
    drawers.word = "no such setting"
    drawers.fill(STATE.settings, EN)
    assert drawers.lines == [] and drawers.line is None
    drawers.move(1)
