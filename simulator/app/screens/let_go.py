"""The card that asks before a world is lost for good."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from simulator.app.screens.card import Card
from simulator.app.widgets.telling import ToldText
from simulator.locale import catalogue


class LetGo(Card[bool]):
    """Dismissed with whether it may go; the first row keeps it, and so does leaving the card."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,0", "cancel", "keep", id="let-go.keep"),
    ]

    def __init__(self, text: str, lang: str) -> None:
        super().__init__()
        self._text = text
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        say = self._say
        with Vertical(classes="card") as card:
            card.border_title, card.border_subtitle = say("back.ask"), say("app.choose.keys_explained")
            yield ToldText("back", say, self._text, "intro")
            yield OptionList(Option(say("back.keep"), id="keep"), Option(say("back.go"), id="go"), id="rows")

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id == "go")
