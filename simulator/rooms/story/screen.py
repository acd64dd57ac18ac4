"""The story's room: the dashboard's panels, what a page speaks of lit and the rest dimmed, over a band of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget

from simulator.app.commands import PANELS, Entry
from simulator.app.kit import clock
from simulator.app.screens.room import Room
from simulator.app.themes import PROJECTOR
from simulator.app.widgets.brand_panel import BrandPanel
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.phone import PhonePanel
from simulator.app.widgets.ticker import Ticker
from simulator.app.widgets.too_small import ROOMY
from simulator.frames import Frame
from simulator.rooms.dashboard.vitals_panel import VitalsPanel
from simulator.rooms.split.sides import SplitFigures, SplitMap
from simulator.rooms.story.band import Picked, StoryBand
from simulator.rooms.story.chapter import chapters
from simulator.rooms.story.claim import ClaimLine
from simulator.rooms.story.hands import Hands
from simulator.rooms.story.telling import PageStage, Storyteller
from simulator.rooms.story.tour import Tour
from simulator.session import Command, Pause, Session, Until

TIGHT = 15
"""Below so many rows words and panel take turns: first one reads, then one watches."""
LEAST_PICTURE = 4
"""Rows from which a panel shows something."""
HALF = 0.5
"""Share of the hours after which the panel takes the place of words, even if somebody may still read."""

CELLS_PER_S = 20.0
"""How fast people read aloud or along, in cells; Chinese takes two for a character."""
LEAST_S = 4.0
"""No text stands shorter."""
THINKING_S = 4.0
"""Added to a question."""
STALLED_S = 30.0
"""A stand whose visitor has paused it and gone runs on after this."""
LOOKS_PER_S = 4

DIGITS = tuple("123456789")


class StoryRoom(Room):
    """Tells chapters. `tour` says which; None tells all that come with feedscope, from their contents on."""

    NAME = "story"
    LOW = 18
    """Below so many rows the row of figures makes room for the panel."""
    CLOCKED = True
    CSS_PATH = "story.tcss"
    KEYS = (
        Entry("story.key.next", ("right", "n"), ("→", "n"), "screen.next", 1, line="→"),
        Entry("story.key.back", ("left", "b"), ("←", "b"), "screen.back", 2, line="←"),
        Entry("story.key.again", ("o",), ("o",), "screen.again", 4),
        Entry("story.key.hands", ("v",), ("v",), "screen.hands", 3),
        Entry("story.key.answer", (), ("1-9",), "screen.answer(1)"),
    )
    BORROWS: ClassVar[frozenset[str]] = frozenset(DIGITS)
    GAME = True

    def __init__(self, session: Session, frame: Frame, lang: str, tour: Tour | None = None) -> None:
        super().__init__(session, frame, lang)
        self.tour = tour or Tour(chapters())
        self.telling = Storyteller(self.tour.chapters, frame)
        self._since = clock.now()
        self._was: tuple[object, ...] = ()
        self._furnished = False
        self._turns = (False, False, 0)

    def furniture(self) -> Iterable[Widget]:
        lang = self.lang
        yield Container(
            PhonePanel(lang=lang, id="phone", classes="panel"),
            CocoonMap(lang=lang, id="map", classes="panel"),
            VitalsPanel(lang=lang, id="vitals", classes="panel"),
            BrandPanel(lang=lang, id="brand", classes="panel"),
            Ticker(lang=lang, id="ticker"),
            id="body",
        )
        yield ClaimLine(self.telling, lang, id="figures")
        sides = (
            Vertical(
                SplitMap(lang, other, id=f"map-{name}"),
                SplitFigures(lang, other, id=f"figures-{name}"),
                classes="side",
            )
            for name, other in (("left", True), ("right", False))
        )
        yield Horizontal(*sides, id="worlds")
        yield StoryBand(self.telling, lang, id="band")

    def on_mount(self) -> None:
        super().on_mount()
        self._furnished = True
        self.app.theme_changed_signal.subscribe(self, lambda _: self._arrange())
        if self.tour.first is not None:
            self._do(self.telling.open(self.tour.first))
        if self.tour.auto:
            self.set_interval(1 / LOOKS_PER_S, self._lead)
        self._arrange()

    def on_unmount(self) -> None:
        self._furnished = False
        self.session.send(Until(None))  # the world is anybody's from now on

    def show(self, frame: Frame) -> None:
        self._do(self.telling.see(frame))
        super().show(frame)
        self._take_turns()

    def set_language(self, lang: str) -> None:
        super().set_language(lang)
        self._arrange()

    def action_next(self) -> None:
        self._do(self.telling.next())

    def action_back(self) -> None:
        self._do(self.telling.back())

    def action_again(self) -> None:
        self._do(self.telling.again())

    def action_answer(self, digit: int) -> None:
        """Of the question, or of the contents."""
        self._do(self.telling.answer(digit - 1))

    def action_hands(self) -> None:
        """A room guesses."""
        page = self.telling.here
        if self.telling.stage == PageStage.ASKING and page is not None and page.question is not None:
            words = [choice.words[self.lang] for choice in page.question.choices]
            self.app.push_screen(
                Hands(self.telling.fill(page.question.ask, self.say), words, self.lang), self._count
            )

    def _count(self, hands: tuple[int, ...] | None) -> None:
        if hands is not None:
            self._do(self.telling.raise_hands(hands))

    def keys(self) -> Iterable[Entry]:
        """Hands are raised where a question is asked."""
        asks = self.telling.stage == PageStage.ASKING
        return [entry for entry in self.KEYS if asks or entry.id != "story.key.hands"]

    def on_key(self, event: events.Key) -> None:
        if event.key in DIGITS:
            event.stop()
            self.action_answer(int(event.key))

    def on_picked(self, event: Picked) -> None:
        self._do(self.telling.answer(event.choice))

    def on_resize(self) -> None:
        self._arrange()

    def _do(self, commands: Sequence[Command]) -> None:
        """Send what the story wants of the world, and show where it is now."""
        for command in commands:
            self.session.send(command)
        telling = self.telling
        now = telling.chapter, telling.page, telling.stage, telling.hurried
        if now != self._was:
            self._was, self._since = now, clock.now()
            if self._stands:
                self.tell_keys()
            self._arrange()

    def _arrange(self) -> None:
        """Light what the page speaks of: beside the others where there is room, else alone."""
        if not self._stands:
            return
        here = self.telling.here
        shown = here.show if here is not None else "map"
        large = self.app.theme == PROJECTOR.name
        roomy = self.size.width >= ROOMY[0] and self.size.height >= ROOMY[1] and not large
        self.update_classes(
            {"-large": large, "-all": roomy, "-one": not roomy}
            | {f"-show-{name}": name == shown for name in ("worlds", *PANELS)}
        )
        for name in PANELS:
            self.query_one(f"#{name}").set_class(roomy and here is not None and name != shown, "-dimmed")
        self.query_one("#ticker").set_class(roomy and here is not None, "-dimmed")
        self.query_one("#band", Panel).redraw()
        self._take_turns()
        self.call_after_refresh(self._catch_up)

    def _take_turns(self) -> None:
        """On a tight screen: the words, and what they speak of below as many rows as they leave, or in their place."""
        if not self._stands:
            return
        tight, band = self.size.height < TIGHT, self.query_one("#band", StoryBand)
        watching = tight and self.telling.stage == PageStage.RUNNING and self._read
        words = band.needs(self.frame, self.size.width - 2) if tight and not watching else 2
        seen = tight and self.size.height - 1 - words >= LEAST_PICTURE
        now = tight, seen, words if seen else 0
        if now != self._turns:
            self._turns = now
            self.update_classes({"-tight": tight, "-seen": seen})
            band.styles.height = words if seen else None
            self.call_after_refresh(self._catch_up)

    @property
    def _stands(self) -> bool:
        """Are its widgets there? Not while it is opened, nor while it is closed, which takes one after another away."""
        return self._furnished and self.display

    @property
    def _read(self) -> bool:
        """Is it time to watch rather than read?"""
        return clock.now() - self._since > self.reading_s() or self.telling.share() >= HALF

    def _catch_up(self) -> None:
        for panel in self.query(Panel):
            if panel.display:
                panel.show(self.frame)

    # Unattended

    def _lead(self) -> None:
        """Turn the page once it can have been read."""
        telling, stood = self.telling, clock.now() - self._since
        if telling.stage == PageStage.RUNNING:
            if self.frame.paused and stood > STALLED_S:
                self._since = clock.now()
                self.session.send(Pause(False))
        elif telling.stage == PageStage.CONTENTS:
            if stood > LEAST_S:
                self._do(telling.open(self.tour.first or 0))
        elif telling.stage != PageStage.SETTLING and stood > self.reading_s():
            self._do(telling.next())

    def reading_s(self) -> float:
        """Seconds that the words on the band need."""
        page, telling = self.telling.here, self.telling
        if page is None:
            return LEAST_S
        words = page.text
        extra = 0.0
        if telling.stage == PageStage.TOLD and page.reveal is not None:
            words = page.reveal
        elif telling.stage == PageStage.ASKING and page.question is not None:
            extra = THINKING_S + cell_len(page.question.ask[self.lang]) / CELLS_PER_S
        elif telling.stage == PageStage.TOLD and page.hours:
            return LEAST_S  # it was there to be read while the hours ran
        return max(cell_len(words[self.lang]) / CELLS_PER_S, LEAST_S) + extra
