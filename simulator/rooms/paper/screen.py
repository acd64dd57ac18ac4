"""The room of a paper's model, in which no world runs: what `PaperSession` shows is drawn, and keys are passed on."""

from __future__ import annotations

from textual.app import ComposeResult

from simulator.app.commands import Entry
from simulator.app.keybar import KeyBar
from simulator.app.screens.lone import LoneRoom
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.too_small import TooSmall
from simulator.frames.paper import PaperFrame, PaperPlan, PaperSession
from simulator.rooms.paper.page import page

POLLS_PER_SECOND = 20
SMALLEST = (66, 18)
"""Columns and rows below which there is only a friendly sentence."""
WIDTHS = [(0, "-w-tiny"), (SMALLEST[0], "-w-enough")]
HEIGHTS = [(0, "-h-tiny"), (SMALLEST[1], "-h-enough")]

KEYS = (
    Entry("paper.key.pause", ("space",), ("space",), "screen.pause", 1),
    Entry("paper.key.before", ("left",), ("←",), "screen.turn(-1)", 5, line="←/→"),
    Entry("paper.key.after", ("right",), ("→",), "screen.turn(1)"),
    Entry("paper.key.restart", ("r",), ("r",), "screen.restart", 4),
    Entry("paper.key.leave", ("escape",), ("esc",), "app.quit"),
)


class Sheet(Panel):
    """Plots and table."""

    DEFAULT_CSS = "Sheet { border: none; }"

    def __init__(self, plan: PaperPlan, lang: str) -> None:
        super().__init__(lang, id="sheet")
        self._plan = plan
        self._paper: PaperFrame | None = None

    def look(self, frame: PaperFrame) -> None:
        """Draw this frame."""
        self._paper = frame
        self.redraw()

    def redraw(self) -> None:
        width, height = self.size
        if self._paper is not None and self.is_attached and width and height:
            self.paint(page(self._plan, self._paper, width, height, self.say))


class PaperRoom(LoneRoom):
    """One sheet above the line of keys."""

    NAME = "paper"
    KEYS = KEYS
    DEFAULT_CSS = """
    PaperRoom #sheet { height: 1fr; }
    PaperRoom.-w-tiny #sheet, PaperRoom.-h-tiny #sheet, PaperRoom.-w-tiny #keys, PaperRoom.-h-tiny #keys {
        display: none;
    }
    """
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, session: PaperSession, lang: str) -> None:
        super().__init__()
        self.session = session
        self._lang = lang
        self._frame = session.poll()

    def compose(self) -> ComposeResult:
        yield Sheet(self.session.plan, self._lang)
        yield KeyBar(self._lang, tuple(self.line()), doors=False)
        yield TooSmall(self._lang, SMALLEST)

    def on_mount(self) -> None:
        self.set_interval(1 / POLLS_PER_SECOND, self._look)
        self.call_later(self._look)

    def _look(self) -> None:
        self._frame = self.session.poll()
        self.query_one(Sheet).look(self._frame)

    def set_language(self, lang: str) -> None:
        self._lang = lang
        self.query_one(Sheet).set_language(lang)
        self.query_one(KeyBar).set_language(lang)
        self.query_one(TooSmall).set_language(lang)

    def action_pause(self) -> None:
        self.session.pause(not self._frame.paused)
        self._look()

    def action_turn(self, by: int) -> None:
        """The next row, or the one before; they go round."""
        self.session.watch((self._frame.row + by) % len(self.session.plan.rows))
        self._look()

    def action_restart(self) -> None:
        self.session.restart()
        self._look()
