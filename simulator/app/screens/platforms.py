"""The chooser of presets: the world as it began, and each platform; of these what may change while the world runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from simulator.app.screens.card import Card
from simulator.closeups.lab import Offer
from simulator.locale import catalogue


class ChoosePlatform(Card[str]):
    """Dismissed with the name of an offer, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,P,0", "cancel", "cancel", id="choose-platform.cancel"),
    ]

    def __init__(self, offers: Sequence[Offer], lang: str) -> None:
        super().__init__()
        self._offers = offers
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        with Vertical(classes="card") as card:
            card.border_title = self._say("lab.presets_title")
            card.border_subtitle = self._say("app.choose.keys")
            yield Static(self._say("lab.presets_intro"), id="intro", classes="dim")
            yield OptionList(*(self._option(offer) for offer in self._offers), id="rows")

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = 0

    def _option(self, offer: Offer) -> Option:
        say = self._say
        known = f"lab.platform.{offer.name}.name" in say
        prompt = Table.grid(padding=(0, 1))
        prompt.add_column(ratio=1)
        prompt.add_row(Text(say(f"lab.platform.{offer.name}.name") if known else offer.name, style="bold"))
        if known:
            prompt.add_row(Text(say(f"lab.platform.{offer.name}.text")))
        facts = say("lab.offer", n=len(offer.values))
        if offer.beyond:
            facts += " " + say("lab.offer_beyond", names=", ".join(offer.beyond))
        prompt.add_row(Text(facts, style="dim"))
        return Option(prompt, id=offer.name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
