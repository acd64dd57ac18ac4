"""The main screen. One set of panels serves every size; classes on the screen decide who is seen, how large.

`-narrow | -normal | -wide` and `-short | -tall | -high` come from the terminal's size (limits in app.py);
`-all` means every panel, `-one -show-<panel>` a single one: where there is no room for more, and as a
full-size view; `-large` means fewer of them and large figures, for a projector. They are always the same panels, the
others out of the way, so nothing is rebuilt.
"""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from simulator.app.commands import PANELS
from simulator.app.keybar import KeyBar
from simulator.app.screens.showing import Showing
from simulator.app.themes import PROJECTOR
from simulator.app.widgets.brand_panel import BrandPanel
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.phone import PhonePanel
from simulator.app.widgets.status_bar import WAKING, StatusBar
from simulator.app.widgets.ticker import Ticker
from simulator.app.widgets.too_small import ROOMY, TooSmall
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.rooms.dashboard.big_figures import BigFigures
from simulator.rooms.dashboard.figures import FigureLine
from simulator.rooms.dashboard.vitals_panel import VitalsPanel

PATIENCE_S = 0.8
"""What is over sooner is not announced: a card that flashes by only worries people."""


class Dashboard(Showing, Screen[None]):
    """The phone, the cocoon map, the vitals, the brand and the ticker, or one of them large."""

    def __init__(self, lang: str, people: int | None = None) -> None:
        super().__init__(classes="-waking")
        self._lang = lang
        self.people = people
        self._frame: Frame | None = None
        self.zoomed = ""
        self._panels: tuple[Panel, ...] = (
            StatusBar(lang=lang, id="status"),
            FigureLine(lang=lang, id="figures"),
            PhonePanel(lang=lang, id="phone", classes="panel"),
            CocoonMap(lang=lang, id="map", classes="panel"),
            BigFigures(lang=lang, id="big", classes="panel"),
            VitalsPanel(lang=lang, id="vitals", classes="panel"),
            BrandPanel(lang=lang, id="brand", classes="panel"),
            Ticker(lang=lang, id="ticker"),
        )

    def compose(self) -> ComposeResult:
        status, figures, *panels = self._panels
        yield status
        yield Container(*panels, id="body")
        yield figures
        yield KeyBar(self._lang, place="dashboard")
        yield Static(markup=False, id="waking")
        yield TooSmall(self._lang)

    def on_mount(self) -> None:
        self.set_class(self._frame is None, "-waking")
        self.app.theme_changed_signal.subscribe(self, lambda _: self._arrange())
        self._speak()

    def show(self, frame: Frame) -> None:
        """Draw a frame; only the panels that can be seen are told."""
        first = self._frame is None
        noticed = first or (self._frame is not None and self._frame.notice != frame.notice)
        self._frame = frame
        if noticed:
            self.set_class(False, "-waking", "-notice")
            self._speak()
            if frame.notice not in ("", WAKING):
                self.set_timer(PATIENCE_S, self._announce)
        if (
            frame.notice != WAKING
        ):  # that is said in the first line, for there is much to see; else the card says it
            frame = replace(frame, notice="") if frame.notice else frame
        for panel in self._panels:
            if panel.display:
                panel.show(frame)

    def _announce(self) -> None:
        """Say what the engine is busy with, if it still is."""
        self.set_class(self._frame is not None and self._frame.notice not in ("", WAKING), "-notice")

    def show_state(self, frame: Frame) -> None:
        self._frame = frame
        self._panels[0].show(frame)

    def set_language(self, lang: str) -> None:
        self._lang = lang
        for panel in self._panels:
            panel.set_language(lang)
        self.query_one(KeyBar).set_language(lang)
        self._speak()

    def zoom(self, panel: str) -> None:
        """One panel large, or all of them for ""."""
        self.zoomed = panel
        self._arrange()

    def on_resize(self) -> None:
        self._place_card()
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.size.width >= ROOMY[0] and self.size.height >= ROOMY[1]
        every = roomy and not self.zoomed
        shown = self.zoomed or "map"
        large = self.app.theme == PROJECTOR.name
        self.update_classes(  # at once: after every change Textual works out the style of all that is on the screen
            {"-all": every, "-one": not every, "-large": large}
            | {f"-show-{name}": name == shown for name in PANELS}
        )
        self.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        if self._frame is not None:
            self.show(self._frame)

    def _speak(self) -> None:
        say = catalogue(self._lang)
        self.query_one(TooSmall).set_language(self._lang)
        card = self.query_one("#waking", Static)
        notice = self._frame.notice if self._frame is not None else ""
        if notice:
            key = f"app.notice.{notice}"
            card.update(say(key) if key in say else notice)
        elif self.people is None:
            card.update(say("app.waking.everyone"))
        else:
            card.update(say("app.waking.people", people=f"{self.people:,}"))
        self._place_card()

    def _place_card(self) -> None:
        """The card stands in the middle, over whatever is there."""
        card = self.query_one("#waking", Static)
        wide = min(56, self.size.width - 4)
        card.styles.width = wide
        card.styles.offset = ((self.size.width - wide) // 2, max(self.size.height // 2 - 3, 0))

    async def on_click(self, event: events.Click) -> None:
        """On a panel's title: it becomes large, and goes back."""
        for panel in self._panels:
            if panel.id in PANELS and panel.display and panel.region.contains(*event.screen_offset):
                if event.screen_y == panel.region.y:
                    self.zoom("" if self.zoomed == panel.id else panel.id)
                return
