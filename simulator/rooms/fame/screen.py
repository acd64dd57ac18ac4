"""A creator's brand in a room of its own: its growth and what it is worth above, a table of three pages below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, cast

from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.host import HostApp
from simulator.app.screens.room import Room
from simulator.rooms.fame.curve import FameCurve, FameIndex
from simulator.rooms.fame.fame_table import FameTable


class FameRoom(Room):
    """Shows `Frame.brand`, and the close-up of brands in the table."""

    NAME = "fame"
    ATTENDS = "brand"
    BORROWS = frozenset(("slash",))
    CSS_PATH = "fame.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("fame.key.page", ("tab",), ("tab",), "screen.page", 2),
        Entry("fame.key.sort", ("o",), ("o",), "screen.sort", 3),
        Entry("fame.key.up", ("up",), ("↑",), "screen.move(-1)", 4, line="↑↓"),
        Entry("fame.key.down", ("down",), ("↓",), "screen.move(1)"),
        Entry("fame.key.back", ("pageup",), ("PgUp",), "screen.move(-10)"),
        Entry("fame.key.on", ("pagedown",), ("PgDn",), "screen.move(10)"),
        Entry("fame.key.follow", ("enter",), ("enter",), "screen.follow", 3),
        Entry("fame.key.find", ("slash",), ("/",), "screen.find"),
    )

    def furniture(self) -> Iterable[Widget]:
        yield FameCurve(self.lang, id="fame-curve")
        yield FameIndex(self.lang, id="fame-index")
        yield FameTable(self.lang, id="fame-table")

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self.show(self.frame))

    def action_page(self) -> None:
        """Creators, videos, or what people link it to."""
        self.query_one(FameTable).turn()

    def action_sort(self) -> None:
        """Creators by the next column."""
        self.query_one(FameTable).sort_next()

    def action_move(self, by: int) -> None:
        self.query_one(FameTable).move(by)

    def action_follow(self) -> None:
        """The marked creator."""
        self.query_one(FameTable).pick()

    def action_find(self) -> None:
        """Choose a creator by name."""
        cast("HostApp", self.app).action_choose("creator")
