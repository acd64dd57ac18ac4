"""Every screen in three sizes, two languages and all colour schemes: its words are kept, its looks are measured.

Every screen is seen in each size, in each language and in each colour scheme, not in all of their mixtures. What is
tight is seen in both languages, all colours are those of the middle size, and a card, which is as large in a large
window as in a middling one, is seen in the two smaller sizes alone.

A chapter that stands where the first one stands is seen in its colours there.

The words of a screen are a text file under `__snapshots__/test_matrix`: English, then Chinese, as in a terminal. What
stands on many screens is kept with one of them (`APART`), so that a change of it touches no other file, and of a card
there is the card. After a wanted change renew them, pictures included, with one command:

    pytest tests/app -k "matrix or snapshots or paper" -m "slow or not slow" --snapshot-update

One run of the app serves one screen in one size: language and colours change while it runs, as a person changes them.
"""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot
from textual.theme import Theme

from simulator.app import playing
from simulator.app.app import FeedscopeApp
from simulator.app.screens.rooms import ROOMS
from simulator.app.themes import NIGHT, OURS, PAPER, PROJECTOR
from simulator.rooms.viewer import screen as viewer
from tests.app import looks
from tests.app.fake_session import FakeSession, settle
from tests.app.papers import StillPaper, paper_app
from tests.app.scenes import SCENES, Stage, plain

SIZES = ((80, 24), (120, 35), (200, 50))
ALWAYS = (("menu", (80, 24)),)
"""Looked at in every run of the tests; the rest is slow."""

TIGHT, MIDDLE, LARGE = SIZES
CARDS = ("algorithms", "stages", "people", "creators", "help", "palette", "recordings")
"""As large in every window."""
TOLD = tuple(f"story-{chapter}" for chapter in range(2, 9))
"""Chapters that stand beside the panels where the first one stands."""

APART = ("#status", "#keys:last")
"""The state of the world and the line of doors are read on the dashboard."""
IN_STORY = (*APART, "#phone", "#map", "#vitals", "#brand", "#ticker")
"""The panels beside a chapter too, but in the first."""

FIGURES = ("dashboard", "empty", "timeline", *(name for name in SCENES if name.startswith("story")))
"""Screens whose figures are drawn large on a projector, so that there are other words beside them."""

EVERY = [
    pytest.param(name, size, id=f"{name}-{size[0]}x{size[1]}", marks=() if (name, size) in ALWAYS else pytest.mark.slow)
    for name in SCENES
    for size in SIZES
    if size != LARGE or name not in CARDS + TOLD
]  # fmt: skip


class Words(SingleFileSnapshotExtension):
    """A text file for each snapshot."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone's video has been played to its end at once, and that of somebody who plays does not run."""
    monkeypatch.setattr(playing, "PLAY_S", 1e-9)
    monkeypatch.setattr(viewer, "PACE", 0.0)


@pytest.mark.parametrize(("name", "size"), EVERY)
async def test_it_reads_well_in_both_languages_and_all_colours(
    name: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    stage = Stage(SCENES[name], "en")
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await stage.play(pilot)
        stage.app.clear_notifications()
        told = [await seen(stage, pilot, name, first=True)]
        for keys in (SCENES[name].shots or {}).values():
            await stage.act(pilot, keys)
            told.append(await seen(stage, pilot, name, first=False))
    assert "\n".join(told) == snapshot.use_extension(Words)


async def seen(stage: Stage, pilot: Pilot[int], name: str, *, first: bool) -> str:
    """What stands there in English, and in Chinese where it is not roomy, after all else about it has been checked. The
    first picture of a scene is also seen in other colours and with a notice."""
    size = pilot.app.size
    told = [whole(pilot, "en", name)]
    if size != LARGE:
        await stage.speak(pilot)
        told.append(whole(pilot, stage.app.lang, name))
    drawn = looks.strips(pilot)
    assert not looks.pale(pilot, drawn), "hard to read"
    words = looks.foremost(pilot, drawn)
    for theme in colours(size) if first and name not in TOLD else ():
        stage.app.theme = theme.name
        await pilot.pause()
        await pilot.pause()
        drawn = looks.strips(pilot)
        assert not looks.pale(pilot, drawn), f"hard to read in {theme.name}"
        if theme is not PROJECTOR or name not in FIGURES:
            assert looks.foremost(pilot, drawn) == words, f"other words in {theme.name}"
    stage.app.theme = NIGHT.name
    if size != LARGE:
        await stage.speak(pilot)
    if first:
        await noticed(pilot)
    return "\n".join(told)


def colours(size: tuple[int, int]) -> tuple[Theme, ...]:
    """The schemes that are looked at beside the one that the app opens in."""
    return {MIDDLE: tuple(theme for theme in OURS if theme is not NIGHT), LARGE: (PAPER,)}.get(size, ())


async def noticed(pilot: Pilot[int]) -> None:
    """A notice as long as the line is seen, and lies on nothing that anybody reads."""
    pilot.app.notify("-" * (pilot.app.size.width - 3), markup=False)
    await pilot.pause()
    await pilot.pause()
    assert any(strip.text.count("-") >= pilot.app.size.width - 3 for strip in looks.strips(pilot)[-2:])
    assert not [*looks.covered(pilot)]
    pilot.app.clear_notifications()
    await pilot.pause()


def whole(pilot: Pilot[int], lang: str, name: str) -> str:
    """The text of what this scene is about, once nothing on its screen is cut off, covered or promised in vain."""
    drawn = looks.strips(pilot)
    assert {strip.cell_length for strip in drawn} == {pilot.app.size.width}
    faults = [
        *looks.cut(pilot),
        *looks.clipped(pilot),
        *looks.overlaps(pilot),
        *looks.keys_missing(pilot, lang),
    ]
    assert not faults, "\n".join(faults)
    later = name.startswith("story") and name != "story-1"
    return looks.without(pilot, drawn, () if name == "dashboard" else IN_STORY if later else APART)


def test_every_room_is_in_the_table() -> None:
    opened = {step for scene in SCENES.values() for step in scene.steps if isinstance(step, str)}
    assert set(ROOMS) <= set(SCENES) | {"story"} and opened


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_window_too_small_says_so_and_nothing_else(lang: str, snapshot: SnapshotAssertion) -> None:
    session = FakeSession(plain(lang))
    async with FeedscopeApp(session, lang, 1000).run_test(size=(20, 10)) as pilot:
        await settle(pilot, session)
        assert looks.text(looks.strips(pilot)) == snapshot.use_extension(Words)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("name", "row"), [("piao2023", 2), ("aridor2020", 5), ("fleder2009", 0)])
async def test_a_paper_reads_well_too(
    name: str, row: int, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = paper_app(StillPaper(name, row))
    told: list[str] = []
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in ("", "ctrl+l", "d"):
            if key:
                await pilot.press(key)
                await pilot.pause()
                await pilot.pause()
            drawn = looks.strips(pilot)
            assert not looks.pale(pilot, drawn)
            told.append(looks.text(drawn))
    assert told[1] == told[2], "other words in other colours"
    assert "\n".join(told[:2]) == snapshot.use_extension(Words)
