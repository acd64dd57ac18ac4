"""The chooser of presets: the world as it began, and each platform; of these what may change while the world runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from simulator.app.kit.grid import Prose, grid
from simulator.app.screens.card import Card
from simulator.app.widgets.telling import Choices, Words
from simulator.locale import catalogue
from simulator.settings.described import Offer
from simulator.settings.toml_text import literal


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
        with Vertical(classes="card"):
            yield Static(markup=False, id="intro", classes="dim")
            yield Choices(self._means)

    def on_mount(self) -> None:
        self._speak()
        self.query_one(OptionList).highlighted = 0

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self._speak()

    def _speak(self) -> None:
        say, card, rows = self._say, self.query_one(".card"), self.query_one(OptionList)
        card.border_title, card.border_subtitle = say("lab.presets_title"), say("app.choose.keys_explained")
        self.query_one("#intro", Static).update(say("lab.presets_intro"))
        marked = rows.highlighted
        rows.set_options([self._option(offer) for offer in self._offers])
        rows.highlighted = marked

    def _called(self, offer: Offer) -> str:
        key = f"lab.platform.{offer.name}.name"
        return self._say(key) if key in self._say else offer.name

    def _means(self, name: str) -> Words:
        """Every setting that would change now, with the value that it would get."""
        say = self._say
        offer = next(offer for offer in self._offers if offer.name == name)
        values = " · ".join(f"{setting} = {literal(value)}" for setting, value in offer.values)
        return self._called(offer), say("lab.offer_all", values=values) if values else say("lab.offer", n=0)

    def _option(self, offer: Offer) -> Option:
        say = self._say
        known = f"lab.platform.{offer.name}.text" in say
        prompt = grid()
        prompt.add_row(Text(self._called(offer), style="bold"))
        if known:
            prompt.add_row(Prose(say(f"lab.platform.{offer.name}.text")))
        facts = say("lab.offer", n=len(offer.values))
        if offer.beyond:
            facts += " " + say("lab.offer_beyond", names=", ".join(offer.beyond))
        prompt.add_row(Prose(facts, "dim"))
        return Option(prompt, id=offer.name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
