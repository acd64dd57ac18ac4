"""Cards that lie over a screen and are dismissed with an answer, or with None."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import OptionList

from simulator.app.doors import DOORS
from simulator.app.screens.showing import Showing


class Card(Showing, ModalScreen[ScreenResultType | None]):
    """Its keys call `cancel` where it can be left without an answer; what it tells is walked through as in a room."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("h", "app.explain", "explain", id="card.explain")]

    def action_cancel(self) -> None:
        self.dismiss(None)


class Tab(Card[ScreenResultType]):
    """A card that is a tab of a door: the letters of the doors work on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(door.key, f"app.door('{door.id}')", door.id, id=f"card.{door.id}") for door in DOORS
    ]


class Finder(Card[ScreenResultType]):
    """A field to type in, above the list of what fits; its keys call `move`, for the field has the focus."""

    def action_move(self, by: int) -> None:
        rows = self.query_one(OptionList)
        if by > 0:
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()
