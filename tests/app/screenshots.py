"""Draws the pictures of the app: a real world after some days, on screens without a terminal.

    python -m tests.app.screenshots                 renews the README's picture
    python -m tests.app.screenshots --all FOLDER    every screen in three sizes, two languages and two shades

Pictures are SVG. Fonts are those of whoever looks, so a wide character gets the room that a terminal gives it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.pictures import tidy
from simulator.app.playing import HOLD_S
from simulator.app.widgets.phone import PhonePanel
from simulator.experiments.wiring import Simulation, live_world
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import catalogue
from simulator.session import View
from tests.app.fake_session import FakeSession, settle

README_PICTURE = Path(__file__).with_name("screenshots") / "dashboard.svg"

HOUR = 20 + 23 * HOURS_PER_DAY
"""Late enough for the first cocoons. The picture is taken in the next hour in which the phone has a story to tell."""
EARLY = 6
"""Among so many first videos of that hour is one that the followed person likes, and it is known why it came."""
LAST_HOURS = 30
"""Frames that the app gets to see before its picture is taken: they make the trail on the map."""

SIZES = ((80, 24), (120, 35), (200, 50))
SCREENS = {
    "all": (), "phone": ("1",), "map": ("2",), "brand": ("3",), "numbers": ("4",),
    "algorithms": ("a",), "stages": ("r", "r"), "people": ("slash",), "creators": ("slash", "tab"),
    "cocoon": ("i", "n"), "cocoon-states": ("i", "right"), "cocoon-groups": ("i", "right", "right"),
    "cocoon-diet": ("i", "left", "left"), "cocoon-near": ("i", "left"),
    "why": ("i", "i", "down"),
    "pipeline": ("i", "i", "i",), "pipeline-evaluate": ("i", "i", "i", "up"),
    "menu": ("m",), "story": ("s",), "worlds": ("w", "down", "enter"),
    "fame": ("c",), "viewer": ("p",), "studio": ("p", "p"), "lab": ("r", "r", "r"), "society": ("r", "r", "r", "r"),
    "hot": ("c", "c",), "hot-joined": ("c", "c", "tab"), "hot-streams": ("c", "c", "left"),
    "projector": ("d", "d", "d"), "timeline": ("t", "shift+left"), "help": ("question_mark",), "commands": ("ctrl+p",),
}  # fmt: skip
"""The keys that lead to a screen."""


class PosedSession(FakeSession):
    """Frames of a world that stands still, and the world's own answers to what a chooser asks."""

    def __init__(self, world: Simulation, frames: Sequence[Frame], view: View) -> None:
        super().__init__(frames[0])
        self.frames = frames
        self._world, self._view = world, view

    def send(self, command: object) -> int:
        """Answer a search, and what a room attends to, and fork; anything else changes nothing here."""
        from simulator.session import Attend, Fork, Search

        if isinstance(command, Search):
            self.give(self._world.frame(replace(self._view, search=command)))
        elif isinstance(command, Attend):
            self._view = replace(self._view, attends=command.what, about=command.about)
            closeup = self._world.frame(self._view).closeup
            self.give(replace(self.frames[-1], paused=True, closeup=closeup))
        elif isinstance(command, Fork):
            self.give(self._parted(command.algorithm))
        return 0

    def _parted(self, algorithm: str) -> Frame:
        """The world and its twin a week after they parted; this world itself stands still."""
        here, there = self._world.fork(self._world.engine.algorithm), self._world.fork(algorithm)
        for _ in range(7 * HOURS_PER_DAY):
            here.step()
            there.step()
        return replace(here.frame(self._view), twin=there.frame(self._view), forked=self._world.tick)


def lived(lang: str) -> tuple[Simulation, View, list[Frame]]:
    """The demo world on that evening, and its last frames, as if it ran at an hour in two seconds."""
    world = live_world({"lang": lang})
    view = View(lang=lang, speed=0.5, rate=0.5, progress=0.6)
    world.warm()
    world.frame(view)  # from now on the engine explains to the followed person
    frames: list[Frame] = []
    while world.tick < HOUR or not telling(frames[-1]):
        world.step()
        if world.tick > HOUR - LAST_HOURS:
            frames.append(world.frame(view))
    return world, view, frames


def telling(frame: Frame) -> bool:
    """Has the phone of this frame a story to tell?"""
    phone = frame.phone
    return phone.online and any(item.liked and item.why.bars for item in phone.items[:EARLY])


async def frame(session: PosedSession, lang: str, size: tuple[int, int], keys: Sequence[str]) -> str:
    """The SVG of the screen of this size after these keys."""
    app = FeedscopeApp(session, lang, session.frames[-1].vitals.people)
    async with app.run_test(size=size) as pilot:
        *before, last = session.frames
        for frame in before:
            session.give(frame)
            await pilot.pause(0.03)
        session.give(replace(last, paused=True))  # a world that stands still shows all its comments
        await settle(pilot, session)
        await play(pilot, session, last)
        for key in keys:
            await pilot.press(key)
            await settle(pilot, session)
        await pilot.pause(1.0)  # dots arrive, the palette finds its commands
        return tidy(app.export_screenshot(title="feedscope"))


async def play(pilot: Pilot[int], session: PosedSession, frame: Frame) -> None:
    """Let the phone play this frame's feed up to the video that is liked."""
    heart = catalogue(frame.lang)("view.phone.liked")
    phone = pilot.app.screen_stack[0].query_one(PhonePanel)
    for _ in range(round(20 * HOLD_S * EARLY)):
        session.give(frame)
        await settle(pilot, session)
        if any(heart in phone.render_line(y).text for y in range(phone.size.height)):
            return
        await pilot.pause(0.1)


def every(folder: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """Names and makers of all pictures."""
    for lang, shade in (("en", ()), ("en", ("d",)), ("zh", ()), ("zh", ("d",))):
        world, view, frames = lived(lang)
        for width, height in SIZES:
            for name, keys in SCREENS.items():
                session = PosedSession(world, frames, view)
                shot = f"{name}-{width}x{height}-{lang}-{'light' if shade else 'dark'}"
                made = frame(session, lang, (width, height), (*shade, *keys))
                yield shot, lambda made=made: asyncio.run(made)
    del folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="draw every screen into this folder")
    folder = cast("Path | None", parser.parse_args().all)
    if folder is None:
        world, view, frames = lived("en")
        svg = asyncio.run(frame(PosedSession(world, frames, view), "en", (120, 35), ()))
        README_PICTURE.write_text(svg, encoding="utf-8")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in every(folder):
        (folder / f"{name}.svg").write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
