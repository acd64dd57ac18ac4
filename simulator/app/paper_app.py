"""An app of one screen: a paper's model, live. It draws what `PaperSession` shows and passes keys on."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult

from simulator.app.commands import Entry, bindings
from simulator.app.endings import quits_on_signals
from simulator.app.keybar import KeyBar
from simulator.app.paper_page import page
from simulator.app.themes import NIGHT, PAPER
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.too_small import TooSmall
from simulator.frames.paper import PaperFrame, PaperPlan, PaperSession

POLLS_PER_SECOND = 20
SMALLEST = (66, 18)
"""Columns and rows below which there is only a friendly sentence."""

WIDTHS = [(0, "-w-tiny"), (SMALLEST[0], "-w-enough")]
HEIGHTS = [(0, "-h-tiny"), (SMALLEST[1], "-h-enough")]

KEYS = (
    Entry("paper.key.pause", ("space",), ("space",), "pause", 2),
    Entry("paper.key.before", ("left",), ("←",), "turn(-1)", 4, line="←/→"),
    Entry("paper.key.after", ("right",), ("→",), "turn(1)"),
    Entry("paper.key.restart", ("r",), ("r",), "restart", 3),
    Entry("shade", ("d",), ("d",), "shade", 6),
    Entry("language", (), ("ctrl+l",), "language", 5, always=("ctrl+l",)),
    Entry("quit", ("q", "escape"), ("q", "ctrl+c"), "quit", 1, always=("ctrl+q", "ctrl+c")),
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


class PaperApp(App[int], inherit_bindings=False):
    """Shows a session; owns nothing but the language and the colours."""

    TITLE = "feedscope"
    CSS_PATH = "theme.tcss"
    CSS = """
    #sheet { height: 1fr; }
    .-w-tiny #sheet, .-h-tiny #sheet, .-w-tiny #keys, .-h-tiny #keys { display: none; }
    """
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bindings(KEYS)

    def __init__(self, session: PaperSession, lang: str = "en") -> None:
        super().__init__()
        self.session = session
        self.lang = lang
        self.frame = session.poll()
        for theme in (NIGHT, PAPER):
            self.register_theme(theme)
        self.theme = NIGHT.name

    async def run_async(self, **how: Any) -> int | None:
        """As ever; and signals that ask for an end quit the app."""
        with quits_on_signals(self):
            return await super().run_async(**how)

    def compose(self) -> ComposeResult:
        yield Sheet(self.session.plan, self.lang)
        yield KeyBar(self.lang, KEYS, doors=False)
        yield TooSmall(self.lang, SMALLEST)

    def on_mount(self) -> None:
        self.set_interval(1 / POLLS_PER_SECOND, self._look)
        self._look()

    def _look(self) -> None:
        self.frame = self.session.poll()
        for sheet in self.query(Sheet):  # there is none any more while the app ends
            sheet.look(self.frame)

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

    def action_shade(self) -> None:
        self.theme = PAPER.name if self.current_theme.dark else NIGHT.name

    def action_language(self) -> None:
        self.lang = "zh" if self.lang == "en" else "en"
        for widget in (self.query_one(Sheet), self.query_one(KeyBar), self.query_one(TooSmall)):
            widget.set_language(self.lang)

    async def action_quit(self) -> None:
        self.exit(0)
