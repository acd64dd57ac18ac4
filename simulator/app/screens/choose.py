"""The three choosers: an algorithm from a list with a sentence each; a person or a creator by searching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from simulator.app import view
from simulator.app.inks import state_variable, topic_colour
from simulator.app.keybar import TabLine
from simulator.app.kit.grid import Prose, grid
from simulator.app.kit.rows import Row
from simulator.app.kit.table import TableColumn, table
from simulator.app.screens.card import Finder, Tab
from simulator.app.widgets.field import Field
from simulator.app.widgets.telling import Choices, Words
from simulator.frames import Diet, Found, Frame
from simulator.locale import Wording, catalogue
from simulator.session import Search, Session


def algorithm_options(frame: Frame, say: Wording) -> list[Option]:
    """A row for each algorithm of the frame, then for those that are not installed; the id is the name."""
    return [
        *(_option(name, name == frame.algorithm, say) for name in frame.algorithms),
        *(_absent(name, extra, say) for name, extra in frame.unavailable),
    ]


def algorithm_means(name: str, say: Wording) -> Words | None:
    """An algorithm's name, and how it chooses; None where the catalogue has no words for that."""
    key = f"app.algorithm.{name}.how"
    return (view.algorithm_name(name, say), say(key)) if key in say else None


def _option(name: str, here: bool, say: Wording) -> Option:
    text = f"app.algorithm.{name}.text"
    prompt = grid(1)
    title = view.algorithm_name(name, say) + (f"  ({say('app.choose.now')})" if here else "")
    prompt.add_row("●" if here else "", Text(title, style="bold"))
    prompt.add_row("", Prose(say(text) if text in say else ""))
    return Option(prompt, id=name)


def _absent(name: str, extra: str, say: Wording) -> Option:
    """An algorithm that cannot be chosen, with what to do about it."""
    prompt = grid(1)
    prompt.add_row("", Text(view.algorithm_name(name, say), style="bold"))
    prompt.add_row("", Prose(say("app.choose.absent", extra=extra)))
    return Option(prompt, id=name, disabled=True)


OWN = "app.choose.algorithm"
"""The question about this world's algorithm."""


class ChooseAlgorithm(Tab[str]):
    """The algorithms that this world offers; dismissed with the name of one, or None. `ask` is the question's key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,a,0", "cancel", "cancel", id="choose-algorithm.cancel"),
    ]

    def __init__(self, frame: Frame, lang: str, ask: str = OWN) -> None:
        super().__init__()
        self._frame = frame
        self._ask = ask
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            if self._ask == OWN:
                yield TabLine("algorithm", self._say.lang)
            yield Choices(lambda name: algorithm_means(name, self._say))

    def on_mount(self) -> None:
        self._speak()
        rows = self.query_one(OptionList)
        names = self._frame.algorithms
        rows.highlighted = names.index(self._frame.algorithm) if self._frame.algorithm in names else 0

    def show(self, frame: Frame) -> None:
        """Another algorithm may take over while the list is open: when the platform's first days end."""
        now = frame if self._ask == OWN else frame.twin
        if now is not None and now.algorithm != self._frame.algorithm:
            self._frame = now
            self._speak()

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        for tabs in self.query(TabLine):
            tabs.set_language(lang)
        self._speak()

    def _speak(self) -> None:
        card, rows = self.query_one(".card"), self.query_one(OptionList)
        card.border_title, card.border_subtitle = self._say(self._ask), self._say("app.choose.keys_explained")
        marked = rows.highlighted
        rows.set_options(algorithm_options(self._frame, self._say))
        rows.highlighted = marked

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


class ChooseByName(Finder[tuple[str, int]]):
    """Type part of a name or a number, pick a row; dismissed with ("person" or "creator", the id), or None.

    The rows come from the world: each change of the text is a `Search`, and `Frame.found` answers it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="choose-name.cancel"),
        Binding("down", "move(1)", "down", id="choose-name.down"),
        Binding("up", "move(-1)", "up", id="choose-name.up"),
        Binding("tab", "other", "other", id="choose-name.other", priority=True),
    ]

    def __init__(self, what: str, session: Session, frame: Frame, lang: str) -> None:
        super().__init__()
        self._what = what
        self._session = session
        self._frame = frame
        self._say = catalogue(lang)
        self._answered: Found | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Field(id="text")
            yield Static(markup=False, id="heads", classes="dim")
            yield Static(markup=False, id="none", classes="dim")
            yield OptionList(id="rows")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._list())
        self._speak()
        self._ask("")

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self._speak()

    def _speak(self) -> None:
        say, card = self._say, self.query_one(".card")
        card.border_title, card.border_subtitle = say(f"app.choose.{self._what}"), say("app.choose.keys")
        self.query_one(Input).placeholder = say("app.choose.type")
        self._list()

    def action_other(self) -> None:
        """Creators instead of people, or people again."""
        self._what = "creator" if self._what == "person" else "person"
        self._answered = None
        self._speak()
        self._ask(self.query_one(Input).value.strip())

    def _ask(self, text: str) -> None:
        self._session.send(Search(self._what, text))

    def show(self, frame: Frame) -> None:
        """Take the answer, if it is to what stands in the field now."""
        found = frame.found
        if found is None or found.what != self._what or found.text != self.query_one(Input).value.strip():
            return
        self._frame, self._answered = frame, found
        self._list()
        if found.rows:
            self.query_one(OptionList).highlighted = 0

    def _list(self) -> None:
        """The answer, row by row, in the language and the colours of now; what is marked stays so."""
        found = self._answered
        rows, none = self.query_one(OptionList), self.query_one("#none", Static)
        answer = found.rows if found is not None else ()
        marked = rows.highlighted
        head, lines = self._table(answer, self.query_one(".card").content_size.width - 1)
        self.query_one("#heads", Static).update(Content.assemble(*head))
        rows.set_options(
            [Option(Content.assemble(*line), id=str(row[0])) for row, line in zip(answer, lines, strict=True)]
        )
        rows.highlighted = marked if answer else None
        rows.display = self.query_one("#heads").display = bool(answer)
        none.display = not answer
        none.update(
            self._say(
                "app.choose.searching" if found is None else "app.choose.none",
                text=found.text if found else "",
            )
        )

    def on_resize(self) -> None:
        self.call_after_refresh(self._list)

    def _table(self, found: Sequence[tuple[int, str, int, int]], width: int) -> tuple[Row, list[Row]]:
        """The headings, and a row for each that was found."""
        say, dark = self._say, self.app.current_theme.dark
        names: list[Row] = []
        topics: list[Row] = []
        facts: list[Row] = []
        numbers: list[Row] = []
        for number, name, topic, last in found:
            names.append(((name, ""),))
            # The word itself is plain: hues are pale on the marked row.
            word = view.topic_word(self._frame, topic, say)
            topics.append((("● ", topic_colour(topic, dark)), (word, "")))
            if self._what == "person":
                state = Diet(last)
                facts.append(((say(f"app.diet.{view.state_name(state)}"), state_variable(state)),))
            else:
                facts.append(((f"{view.whole(last):>9}", "$foreground"),))
            numbers.append(((f"#{number}", "$foreground 68%"),))

        def head(column: str) -> Row:
            return ((say(f"app.choose.{self._what}_{column}"), ""),)

        columns = [
            TableColumn(head("name"), names, most=26, least=12),
            TableColumn(head("topic"), topics, rank=3, size=15),
            TableColumn(head("fact"), facts, rank=2, size=18),
            TableColumn(head("number"), numbers, rank=1, size=8),
        ]
        return table(columns, len(found), width)

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        self._ask(event.value.strip())

    @on(Input.Submitted)
    def pick_highlighted(self) -> None:
        rows = self.query_one(OptionList)
        if rows.highlighted is not None and rows.display:
            rows.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss((self._what, int(event.option_id or -1)))
