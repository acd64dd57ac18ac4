"""The frame of the opening: its one line, two maps to come, what to look for and the keys. It is the first thing that
is painted, and loads nothing that only a living world needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from simulator.app.commands import Entry
from simulator.app.keybar import KeyBar
from simulator.app.screens.showing import Showing
from simulator.app.themes import PROJECTOR
from simulator.app.widgets.too_small import TooSmall
from simulator.frames.written import whole
from simulator.locale import Wording, catalogue
from simulator.rooms.split import beginning

if TYPE_CHECKING:
    from simulator.frames import Frame

KEYS = (
    Entry("split.key.on", ("space",), ("space",), "screen.on", 3, line="space"),
    Entry("split.key.facts", ("question_mark",), ("?",), "screen.facts", 1),
    Entry("explain", ("h",), ("h",), "app.explain", 5),
    Entry("split.key.off", ("x",), ("x",), "screen.off", 4),
    Entry("shade", ("d",), ("d",), "app.shade", 6),
    Entry("language", (), ("ctrl+l",), "app.language", 7),
    Entry("quit", ("q",), ("q",), "app.quit", 2),
)

STYLES = Path(__file__).with_name("screen.tcss")

SIDES = (("left", True), ("right", False))
"""What each is called, and whether it shows the twin."""


def heading(twin: bool, method: str, say: Wording) -> str:
    """ "Left: At random"."""
    return say(f"split.{'left' if twin else 'right'}", name=method)


class SplitFrame(Showing, Screen[str]):
    """Where it is shown to visitors of a `stand`, none of them can turn it off for the others."""

    CSS_PATH = STYLES
    AUTO_FOCUS = ""

    def __init__(self, lang: str, *, stand: bool = False) -> None:
        super().__init__()
        self._lang = lang
        self._stand = stand
        self._frame: Frame | None = None

    @property
    def say(self) -> Wording:
        return catalogue(self._lang)

    def compose(self) -> ComposeResult:
        yield Static(id="rule")
        yield Static(id="state")
        with Horizontal(id="worlds"):
            for name, twin in SIDES:
                yield Vertical(*self.side(name, twin), id=name)
        with Vertical(id="band"):
            yield Static(id="words")
            yield from self.below()
        entries = (entry for entry in KEYS if entry.id != "split.key.off" or not self._stand)
        yield KeyBar(self._lang, tuple(entries), doors=False)
        yield TooSmall(self._lang)

    def side(self, name: str, twin: bool) -> Iterable[Widget]:
        """The map of a world, and below it its figures."""
        raise NotImplementedError

    def below(self) -> Iterable[Widget]:
        """What stands below the words."""
        return ()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._dress())
        self._dress()

    def _dress(self) -> None:
        self.set_class(self.app.theme == PROJECTOR.name, "-large")
        self._speak()

    def words(self) -> Content:
        """What to look for."""
        return Content(self.say("split.look"))

    def state(self) -> str:
        """How far both worlds are, or what they wait for."""
        return self.say("split.waking", people=whole(beginning.people()))

    def _speak(self) -> None:
        self.query_one("#rule", Static).update(self.say("split.rule"))
        self.query_one("#words", Static).update(self.words())
        self._tell()

    def _tell(self) -> None:
        self.query_one("#state", Static).update(self.state())


class Blank(Widget):
    """Where a panel will stand."""

    DEFAULT_CSS = """
    Blank {
        width: 1fr;
        border: round $foreground 25%;
        border-title-color: $primary;
        border-title-style: bold;
    }
    """

    def render(self) -> str:
        return ""


class Doorway(SplitFrame):
    """The opening before anything else is loaded. It keeps the keys that are pressed, but for the one that ends."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.quit", "quit", id="split.quit")]

    def __init__(self, lang: str, painted: Callable[[], object], *, stand: bool = False) -> None:
        """`painted` is called once it can be seen."""
        super().__init__(lang, stand=stand)
        self._painted = painted
        self.kept: list[str] = []
        """Keys in the order in which they were pressed."""

    def side(self, name: str, twin: bool) -> Iterable[Widget]:
        empty = Blank(id=f"map-{name}")
        method = beginning.OTHER if twin else beginning.RIGHT
        empty.border_title = Content(heading(twin, self.say(f"app.algorithm.{method}.name"), self.say))
        return empty, Blank(id=f"figures-{name}")

    def on_mount(self) -> None:
        self.call_after_refresh(self._painted)

    def on_key(self, event: events.Key) -> None:
        if event.key != "q":
            event.stop()
            self.kept.append(event.key)
