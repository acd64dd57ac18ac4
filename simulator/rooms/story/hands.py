"""A show of hands: the answers with their numbers, and a field for how many hands each got."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from simulator.app.screens.card import Card
from simulator.app.widgets.field import Field
from simulator.locale import catalogue

MOST_DIGITS = 6
"""No room holds more."""


class Hands(Card[tuple[int, ...]]):
    """Dismissed with how many hands each answer got, in the order of the answers, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancel", id="hands.cancel")]

    def __init__(self, question: str, answers: Sequence[str], lang: str) -> None:
        super().__init__()
        self._question, self._answers = question, tuple(answers)
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(markup=False, id="question")
            yield Field(id="text")
            yield Static(markup=False, id="fault", classes="dim")

    def on_mount(self) -> None:
        self._speak()

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self._speak()

    def _speak(self) -> None:
        say, card = self._say, self.query_one(".card")
        card.border_title, card.border_subtitle = say("story.ask_hands"), say("story.ask_hands_keys")
        answers = [f"{place}  {answer}" for place, answer in enumerate(self._answers, 1)]
        self.query_one("#question", Static).update("\n".join((self._question, *answers)))
        self.query_one(Input).placeholder = say("story.ask_hands_how")

    @on(Input.Changed)
    def forget_fault(self) -> None:
        self.query_one("#fault", Static).update("")

    @on(Input.Submitted)
    def count(self, event: Input.Submitted) -> None:
        hands = counted(event.value, len(self._answers))
        if hands:
            self.dismiss(hands)
        else:
            self.query_one("#fault", Static).update(self._say("story.not_hands"))


def counted(text: str, most: int) -> tuple[int, ...]:
    """ "12 7 3" or "12, 7, 3" as numbers; empty where it is none, more than `most` of them, or all 0."""
    parts = text.replace(",", " ").replace("，", " ").split()
    if len(parts) > most or not all(part.isdecimal() and len(part) <= MOST_DIGITS for part in parts):
        return ()
    hands = tuple(map(int, parts))
    return hands if any(hands) else ()
