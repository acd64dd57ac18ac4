"""Opens the app on a live world. The engine's process starts first, and wakes up while the screen paints."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, cast

from simulator.app.places import log_folder, served
from simulator.app.preferences import PreferenceFile, kept
from simulator.app.speeds import START_SPEED
from simulator.endings import AGAIN
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.split.beginning import settings as split_settings
from simulator.session import ProcessSession, SessionEnded, View

if TYPE_CHECKING:
    from textual.app import App

    from simulator.app.screens.room import Room
    from simulator.frames import Frame
    from simulator.frames.paper import PaperSession
    from simulator.rooms.story.tour import Tour
    from simulator.session import Session

LIVE_WORLD = "simulator.experiments.worlds:any_world"

PAINTS_PER_SECOND = "120"
"""How often Textual looks for something to paint; a key waits half of the time between on average."""

PARENT_S = 0.5
"""How often a served app looks whether its server is still there."""

OPENING_S = 60.0
"""A recording that has not shown its first frame by then will not open."""

SWITCH_S = 0.001
"""How long the thread that reads keys waits for one that paints; Python's own 5 ms are felt."""

CAST_ENVIRONMENT = {"TEXTUAL_FPS": "10", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What Textual reads before it paints into a file: ten paintings a second do to read by, and colours come out as meant
whatever this terminal shows."""

DEFAULT_PEOPLE = 1_000
"""What `simulator.settings.tree` says too; this process does not load it."""


def open_app(
    settings: Mapping[str, object],
    lang: str | None = None,
    world: str = LIVE_WORLD,
    menu: bool = False,
    tour: Tour | None = None,
    opening: bool = True,
    cast: Path | None = None,
) -> int:
    """Show the live world of these settings until somebody quits; returns the exit code.

    It begins with a story, or at once, or with the menu; before that stand two worlds that part (`app.split`), unless
    somebody prefers them not to, or there is to be no `opening`. Visitors of a browser have them in any case.

    `cast`: without a terminal, into this file, see `app.cast`; 2, after one sentence, if that cannot be.

    `lang` is "en" or "zh"; None takes the one chosen last in the app, or else that of the terminal. `world` names
    the function that builds the world from the settings, in the engine's process.
    """
    memory = kept()
    lang = lang or memory.now.lang or terminal_language()
    if not _may_show(cast, lang):
        return 2
    log = log_file()
    split = menu and opening and (memory.now.opening or served() or cast is not None)
    view = View(lang=lang, speed=START_SPEED, paused=split or tour is not None)
    session = ProcessSession(world, split_settings() if split else settings, view, log, own=not split)
    try:
        code = show_session(
            session,
            lang,
            people_of(settings),
            memory,
            menu=menu,
            split=split,
            tour=tour,
            settings=settings,
            again=not served() and cast is None,
            cast=cast,
        )
    finally:
        session.close()
    return (
        code
        if code != AGAIN
        else open_app(settings, memory.now.lang or lang, world, menu=True, opening=False)
    )


def open_story() -> int:
    """Show the story from its contents on, in a small world of its own; returns the exit code."""
    from simulator.rooms.story.chapter import chapters
    from simulator.rooms.story.tour import Tour

    told = chapters()
    return open_app(told[0].world(), tour=Tour(told))


def open_replay(folder: Path, lang: str | None = None, cast: Path | None = None) -> int:
    """Show a recording until somebody quits; returns the exit code: 2, after one sentence, if it cannot be opened."""
    memory = kept()
    lang = lang or memory.now.lang or terminal_language()
    if not _may_show(cast, lang):
        return 2
    view = View(lang=lang, speed=START_SPEED)
    session = ProcessSession(LIVE_WORLD, {"recording": str(folder)}, view, log_file())
    try:
        until = monotonic() + OPENING_S
        while session.poll() is None and monotonic() < until:
            sleep(0.02)
        code = show_session(session, lang, memory=memory, again=cast is None, cast=cast)
    except SessionEnded as ended:
        sentence = ended.detail.partition("Error: ")[2] or str(ended)
        sys.stderr.write(f"feedscope: {sentence}\n")
        return 2
    finally:
        session.close()
    return code if code != AGAIN else open_app({}, memory.now.lang or lang, menu=True, opening=False)


def show_session(
    session: Session,
    lang: str,
    people: int | None = None,
    memory: PreferenceFile | None = None,
    *,
    menu: bool = False,
    split: bool = False,
    tour: Tour | None = None,
    settings: Mapping[str, object] | None = None,
    again: bool = False,
    cast: Path | None = None,
) -> int:
    """Show any session, live or replayed, until somebody quits; returns the exit code. `again`: it is `AGAIN` if the
    engine went, and somebody wants to go on with another.

    `split`: the session's world is that of `app.split`, and `settings` are those of the world behind it.

    `memory` holds the preferences; None those of whoever uses this computer. `settings` are those of a new world,
    should somebody ask for one. `cast`: into this file, until the show is over, and not on the terminal.
    """
    if cast is not None:
        os.environ |= CAST_ENVIRONMENT
    os.environ.setdefault("TEXTUAL_FPS", PAINTS_PER_SECOND)
    if isinstance(sys.__stderr__, TextIOWrapper) and not sys.__stderr__.encoding.lower().startswith("utf"):
        sys.__stderr__.reconfigure(encoding="utf-8")  # what is painted goes there
    how = {
        "menu": menu,
        "split": split,
        "first": partial(_told, tour) if tour is not None else None,
        "kiosk": tour is not None and tour.auto,
        "settings": settings,
        "again": again,
    }
    app = _app(session, lang, people, memory or kept(), how, quick=split and cast is None)
    shown_at: tuple[int, int] | None = None
    if cast is not None:
        from simulator.app.cast import Cast

        made = Cast(cast)
        app.driver_class = made.driver()
        shown_at = made.size
    sys.setswitchinterval(SWITCH_S)
    if "TEXTUAL_DRIVER" in os.environ:
        Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    app.run(size=shown_at)
    return app.return_code or 0


def _app(
    session: Session,
    lang: str,
    people: int | None,
    memory: PreferenceFile,
    how: Mapping[str, Any],
    *,
    quick: bool,
) -> App[int]:
    """What shows the session, as `FeedscopeApp.move_in` has it; if it is to be `quick`, by its doorstep."""
    # Textual is loaded after the engine's process has started.
    if quick:
        from simulator.app.doorstep import Doorstep

        def grow(doorstep: Doorstep) -> None:
            from simulator.app.app import FeedscopeApp

            FeedscopeApp.out_of(doorstep, session, people, **how)
            _keep_what_is_loaded()

        return Doorstep(lang, memory, grow)
    from simulator.app.app import FeedscopeApp

    app = FeedscopeApp(session, lang, people, memory, **how)
    _keep_what_is_loaded()
    return app


def _keep_what_is_loaded() -> None:
    """It stays for good; looking through it again and again for garbage makes keys wait."""
    gc.freeze()
    gc.enable()


def show_paper(session: PaperSession, lang: str, memory: PreferenceFile | None = None) -> int:
    """Show a paper's model until somebody quits; returns the exit code."""
    os.environ.setdefault("TEXTUAL_FPS", PAINTS_PER_SECOND)
    from simulator.app.app import FeedscopeApp
    from simulator.app.screens.lone import NoWorld
    from simulator.rooms.paper.screen import PaperRoom

    app = FeedscopeApp(NoWorld(), lang, memory=memory or kept(), alone=PaperRoom(session, lang))
    sys.setswitchinterval(SWITCH_S)
    app.run()
    return app.return_code or 0


def _end_with(parent: int) -> None:
    """End when whoever shows us has gone: a server that was killed sends no word, as a closing terminal does."""
    while os.getppid() == parent:
        sleep(PARENT_S)
    os._exit(1)  # the engine's process notices by itself


def _may_show(cast: Path | None, lang: str) -> bool:
    """Is there a terminal to be shown on, or a `cast` that can be written? One sentence if not."""
    if cast is None:
        key = "" if terminal_will_do() else "app.no_terminal"
    elif cast.exists():
        key = "app.cast.exists"
    else:
        key = "" if cast.parent.is_dir() and os.access(cast.parent, os.W_OK) else "app.cast.nowhere"
    if key:
        say = catalogue(lang)
        sys.stderr.write(
            f"feedscope: {say(key) if cast is None else say(key, file=cast, folder=cast.parent)}\n"
        )
    return not key


def terminal_will_do() -> bool:
    """Is there somebody to press keys, and a place to paint on? A driver from elsewhere sees to that itself."""
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    streams = (sys.__stdin__, sys.__stderr__)  # where Textual reads and writes
    return os.environ.get("TERM") != "dumb" and all(stream and stream.isatty() for stream in streams)


def terminal_language() -> str:
    """The language that the environment asks for, where we have it; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


def log_file() -> str:
    """The file for what the engine prints, in the platform's folder for such; "" where none can be made or the app
    is served."""
    if served():  # one visitor's is not for another
        return ""
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder / "engine.log")


def people_of(settings: Mapping[str, object]) -> int | None:
    """How many people the settings ask for; None where that cannot be said."""
    world = settings.get("world", {})
    if not isinstance(world, Mapping):
        return None
    people = cast("Mapping[str, object]", world).get("people", DEFAULT_PEOPLE)
    return people if isinstance(people, int) else None


def _told(tour: Tour, session: Session, frame: Frame, lang: str) -> Room:
    """The story, as far as the tour goes."""
    from simulator.rooms.story.screen import StoryRoom  # loaded once the engine's process has started

    return StoryRoom(session, frame, lang, tour)
