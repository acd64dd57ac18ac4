"""Guess first: one question, a few answers; dismissed with the answer's number, or None. For any room or story."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from simulator.app.guess import GuessQuestion
from simulator.app.screens.card import Card
from simulator.app.widgets.telling import ToldText
from simulator.locale import catalogue


class GuessCard(Card[int]):
    """Asks a `GuessQuestion`. Whoever opens it lets time stand still behind it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,0", "cancel", "cancel", id="guess.cancel"),
        *(
            Binding(str(digit), f"pick({digit - 1})", str(digit), id=f"guess.{digit}")
            for digit in range(1, 10)
        ),
    ]

    def __init__(self, question: GuessQuestion, lang: str) -> None:
        super().__init__()
        self._question = question
        self._lang = lang

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield ToldText(self._question.about, catalogue(self._lang), id="ask")
            yield OptionList(id="rows")
            yield Static(markup=False, id="still")

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).highlighted = 0

    def set_language(self, lang: str) -> None:
        self._lang = lang
        self._fill()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_pick(self, place: int) -> None:
        """The answer at this place, if there is one."""
        if place < self.query_one(OptionList).option_count:
            self.dismiss(place)

    def _fill(self) -> None:
        say = catalogue(self._lang)
        card, rows = self.query_one(".card"), self.query_one(OptionList)
        card.border_title, card.border_subtitle = say("guess.title"), say("guess.keys")
        ask = self.query_one("#ask", ToldText)
        ask.say = say
        ask.update(Content(say(f"{self._question.words}.ask")))
        still = Content.assemble(
            (f"■ {say('view.speed.paused')}", "bold $warning"), f" · {say('guess.still')}"
        )
        self.query_one("#still", Static).update(still)
        here = rows.highlighted
        choices = self._question.choices(say)
        rows.set_options([Option(Content(f"{place + 1}  {text}")) for place, text in enumerate(choices)])
        rows.highlighted = here
