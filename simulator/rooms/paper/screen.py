"""The room of a paper's model, and the app around it: what `PaperSession` shows is drawn, and keys are passed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from simulator.app.commands import Entry, bindings
from simulator.app.keybar import KeyBar
from simulator.app.kit.page import Section
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.help import Help, command_rows, explained
from simulator.app.screens.showing import Showing
from simulator.app.shell import Shell
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.too_small import TooSmall
from simulator.frames.paper import PaperFrame, PaperPlan, PaperSession
from simulator.locale import Wording
from simulator.rooms.paper.page import page

POLLS_PER_SECOND = 20
SMALLEST = (66, 18)
"""Columns and rows below which there is only a friendly sentence."""
WIDTHS = [(0, "-w-tiny"), (SMALLEST[0], "-w-enough")]
HEIGHTS = [(0, "-h-tiny"), (SMALLEST[1], "-h-enough")]

KEYS = (
    Entry("paper.key.pause", ("space",), ("space",), "pause", 1),
    Entry("paper.key.before", ("left",), ("←",), "turn(-1)", 5, line="←/→"),
    Entry("paper.key.after", ("right",), ("→",), "turn(1)"),
    Entry("paper.key.restart", ("r",), ("r",), "restart", 4),
    Entry("help", ("question_mark",), ("?",), "help", 2),
    Entry("explain", ("h",), ("h",), "explain", 6),
    Entry("shade", ("d",), ("d",), "shade", 7),
    Entry("language", (), ("ctrl+l",), "language", 8, always=("ctrl+l",)),
    Entry("quit", ("q",), ("q", "ctrl+c"), "quit", 3, always=("ctrl+q", "ctrl+c")),
    Entry("paper.key.leave", ("escape",), ("esc",), "leave"),
)


class Sheet(Panel):
    """The whole picture."""

    DEFAULT_CSS = "Sheet { border: none; }"

    def __init__(self, plan: PaperPlan, lang: str) -> None:
        super().__init__(lang, id="sheet")
        self._plan = plan
        self._paper: PaperFrame | None = None

    def look(self, frame: PaperFrame) -> None:
        """Draw this picture."""
        self._paper = frame
        self.redraw()

    def redraw(self) -> None:
        width, height = self.size
        if self._paper is not None and self.is_attached and width and height:
            self.paint(page(self._plan, self._paper, width, height, self.say))


class PaperHelp(Help):
    """The keys of the paper's screen, and what stands on it."""

    def bar(self, lang: str) -> KeyBar:
        return KeyBar(lang, KEYS, doors=False)

    def chapters(self, say: Wording) -> Iterator[Section]:
        yield Section(say("paper.name"), (("", say("paper.text")), *command_rows(say, KEYS)))
        yield Section(say("help.numbers"), tuple(explained(say, "paper.help")))


class PaperRoom(Showing, Screen[None]):
    """One sheet above the line of keys."""

    def __init__(self, plan: PaperPlan, lang: str) -> None:
        super().__init__()
        self._plan, self._lang = plan, lang

    def compose(self) -> ComposeResult:
        yield Sheet(self._plan, self._lang)
        yield KeyBar(self._lang, KEYS, doors=False)
        yield TooSmall(self._lang, SMALLEST)

    def look(self, frame: PaperFrame) -> None:
        """Draw this picture."""
        self.query_one(Sheet).look(frame)

    def set_language(self, lang: str) -> None:
        self._lang = lang
        self.query_one(Sheet).set_language(lang)
        self.query_one(KeyBar).set_language(lang)
        self.query_one(TooSmall).set_language(lang)


class PaperApp(Shell, inherit_bindings=False):
    """Shows a session that no world stands behind."""

    TITLE = "feedscope"
    CSS_PATH: ClassVar = ["../../app/base.tcss", "../../app/theme.tcss", "paper.tcss"]
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bindings(KEYS)

    def __init__(self, session: PaperSession, lang: str = "en", memory: PreferenceFile | None = None) -> None:
        super().__init__(lang, memory or PreferenceFile())
        self.keep_help(PaperHelp(lang))
        self.session = session
        self.frame = session.poll()
        self._room = PaperRoom(session.plan, lang)

    def get_default_screen(self) -> PaperRoom:
        return self._room

    def on_mount(self) -> None:
        self.settle_down()
        self.set_interval(1 / POLLS_PER_SECOND, self._look)
        self._look()

    def _look(self) -> None:
        self.frame = self.session.poll()
        self._room.when_open(lambda room: room.look(self.frame))

    def action_pause(self) -> None:
        self.session.pause(not self.frame.paused)
        self._look()

    def action_turn(self, by: int) -> None:
        """The next row, or the one before; they go round."""
        self.session.watch((self.frame.row + by) % len(self.session.plan.rows))
        self._look()

    def action_restart(self) -> None:
        self.session.restart()
        self._look()

    async def action_leave(self) -> None:
        """The help, or else the app."""
        if self.screen is self._help:
            self.action_help()
        else:
            await self.action_quit()
