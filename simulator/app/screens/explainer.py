"""Walks through the numbers of whatever screen is open: a marker, and a box that says what is marked.

For a person with a keyboard only, and for a teacher who points at a wall. The screen below lives on; the box keeps
off what it explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from simulator.app.explained import free
from simulator.app.kit.text import shortened, wrap
from simulator.app.screens.showing import Showing
from simulator.app.widgets.telling import Telling
from simulator.frames import Frame
from simulator.locale import catalogue

LOOKS_PER_S = 4
"""How often the box looks whether what it explains has moved."""
WIDEST = 120
"""Longer lines are hard to read."""
NARROW = 36
"""A box may be so narrow where a wide one would cover what it explains."""
MOST_LINES = 9
EDGES = 4
"""Cells that a border and its padding take."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something explained: all places of a panel, or of a list, with the same sentence."""

    panel: Telling
    entry: str
    cells: tuple[Region, ...]
    """Where it stands on the screen."""


def spots(screen: Screen[object]) -> list[Spot]:
    """All that a screen explains, panel by panel as one reads; the first line, which is everywhere, comes last."""
    seen = [panel for panel in screen.walk_children(Telling) if panel.is_on_screen and panel.region]
    found: list[Spot] = []
    for panel in sorted(seen, key=lambda panel: (panel.LAST, panel.region.y, panel.region.x)):
        cells: dict[str, list[Region]] = {}
        for entry, where in panel.told():
            cells.setdefault(entry, []).append(where)
        found += [Spot(panel, entry, tuple(places)) for entry, places in cells.items()]
    return found


class Explainer(Showing, ModalScreen[None]):
    """Lies over `below`. What is marked is known by panel and entry, so it stays marked while numbers change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,down,n", "step(1)", "next", id="explain.next"),
        Binding("left,up,b", "step(-1)", "before", id="explain.before"),
        Binding("tab", "panel(1)", "next panel", id="explain.panel"),
        Binding("shift+tab", "panel(-1)", "panel before", id="explain.panel_before"),
        Binding("home", "step(-999)", "first", id="explain.first"),
        Binding("end", "step(999)", "last", id="explain.last"),
        Binding("escape,h,0", "leave", "leave", id="explain.leave"),
        Binding("space", "app.pause", "pause", id="explain.pause"),
        Binding("full_stop", "app.step", "step", id="explain.step"),
        Binding("d", "app.shade", "shade", id="explain.shade"),
        Binding("q", "app.quit", "quit", id="explain.quit"),
    ]

    def __init__(self, below: Screen[object], lang: str, first: Telling | None = None) -> None:
        """Begins with the panel `first`, or with what somebody points at."""
        super().__init__()
        self._below = below
        self._say = catalogue(lang)
        self._spots = spots(below)
        pointed = (
            place
            for place, spot in enumerate(self._spots)
            if spot.panel is first or (first is None and spot.panel.pointed == spot.entry)
        )
        self._at = next(pointed, 0)
        self._box: Region | None = None
        self._told: tuple[object, ...] = ()

    @property
    def spot(self) -> Spot | None:
        """What is being explained."""
        return self._spots[self._at] if self._spots else None

    @property
    def box(self) -> Region:
        """Where the sentence stands."""
        return self._box or Region()

    def compose(self) -> ComposeResult:
        yield Static(markup=False, id="told")

    def on_mount(self) -> None:
        self.set_interval(1 / LOOKS_PER_S, self._look)
        self._look()

    def on_unmount(self) -> None:
        self._light(None)

    def on_resize(self) -> None:
        self.call_after_refresh(self._look)

    def show(self, frame: Frame) -> None:
        """The panels below draw it in a moment."""
        del frame
        self.call_after_refresh(self._look)

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self.call_after_refresh(self._look)

    def action_step(self, by: int) -> None:
        """So many further; from the last on to the first."""
        last = len(self._spots) - 1
        self._at = (self._at + by) % (last + 1) if abs(by) == 1 else min(max(self._at + by, 0), last)
        self._tell()

    def action_panel(self, by: int) -> None:
        """The first of the next panel, or of the one before."""
        panels = list(dict.fromkeys(spot.panel for spot in self._spots))
        if self.spot is not None:
            panel = panels[(panels.index(self.spot.panel) + by) % len(panels)]
            self._at = next(i for i, spot in enumerate(self._spots) if spot.panel is panel)
            self._tell()

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """On something explained: that one. Anywhere else: done."""
        where = event.screen_offset
        for place, spot in enumerate(self._spots):
            if any(cells.contains(*where) for cells in spot.cells):
                self._at = place
                self._tell()
                return
        self.dismiss(None)

    def _look(self) -> None:
        """Find again what is marked; if it has gone, what stands in its place."""
        if not {self, self._below} <= {*self.app.screen_stack}:  # one of them is being closed
            return
        here, self._spots = self.spot, spots(self._below)
        if not self._spots:
            self.dismiss(None)
            return
        same = [
            place
            for place, spot in enumerate(self._spots)
            if here is not None and (spot.panel, spot.entry) == (here.panel, here.entry)
        ]
        self._at = same[0] if same else min(self._at, len(self._spots) - 1)
        self._tell()

    def _light(self, here: Spot | None) -> None:
        for panel in self._below.walk_children(Telling):
            panel.light(here.entry if here is not None and here.panel is panel else "")

    def _tell(self) -> None:
        here = self.spot
        now = (here, self._at, len(self._spots), self._say.lang, self.size)
        if here is None or now == self._told:
            return
        self._told = now
        self.app.clear_notifications()  # one of them might cover what is explained
        self._light(here)
        name, text = here.panel.words(here.entry)
        self._box = free(here.cells, self.size, self._sizes(text), self._box)
        box = self.query_one("#told", Static)
        box.styles.width, box.styles.height = self._box.size
        box.styles.offset = self._box.offset
        room = self._box.width - EDGES
        count = self._say("explain.count", n=self._at + 1, of=len(self._spots))
        box.border_title = Content(shortened(name, room))
        keys = f"{count} · {self._say('explain.keys')}"
        box.border_subtitle = Content(keys if cell_len(keys) <= room else shortened(count, room))
        box.update(Content("\n".join(wrap(text, min(room, WIDEST - EDGES), MOST_LINES))))

    def _sizes(self, text: str) -> list[Size]:
        """Those that the box may have: along the whole line, or narrower and higher."""
        sizes: list[Size] = []
        for width in (self.size.width, min(self.size.width // 2, 60), NARROW):
            lines = wrap(text, min(width, WIDEST) - EDGES, MOST_LINES)
            if width <= self.size.width:
                sizes.append(Size(width, min(len(lines) + 2, self.size.height)))
        return sizes
