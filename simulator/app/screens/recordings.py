"""The card that opens a recording: those that lie near in a list, and a field for the path of any other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from recommender.clean import clean
from simulator.app.kit.table import TableColumn, table
from simulator.app.screens.card import Finder
from simulator.app.shelf import ShelvedRun, recordings
from simulator.app.widgets.field import Field
from simulator.locale import catalogue


class OpenRecording(Finder[Path]):
    """Dismissed with a folder, or None. Whether a recording can be read there, the engine's process says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="recordings.cancel"),
        Binding("down", "move(1)", "down", id="recordings.down"),
        Binding("up", "move(-1)", "up", id="recordings.up"),
    ]

    def __init__(self, here: Path, lang: str) -> None:
        super().__init__()
        self._here = here
        self._near: list[ShelvedRun] = []
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Field(id="text")
            yield Static(markup=False, id="none", classes="dim")
            yield OptionList(id="rows")

    def on_mount(self) -> None:
        self._near = recordings(self._here)
        self._speak()

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self._speak()

    def _speak(self) -> None:
        say = self._say
        card = self.query_one(".card")
        card.border_title, card.border_subtitle = say("recordings.title"), say("recordings.keys")
        self.query_one(Input).placeholder = say("recordings.type")
        self.list()

    @on(Input.Changed)
    def list(self) -> None:
        """Those whose name holds what was typed."""
        text = self.query_one(Input).value.strip().casefold()
        fitting = [one for one in self._near if text in one.name.casefold()]
        rows, none = self.query_one(OptionList), self.query_one("#none", Static)
        rows.set_options(self._options(fitting))
        rows.highlighted = 0 if fitting else None
        rows.display, none.display = bool(fitting), not fitting
        none.update(self._say("recordings.none" if not text else "recordings.path"))

    def on_resize(self) -> None:
        self.call_after_refresh(self.list)

    def _options(self, shown: Sequence[ShelvedRun]) -> list[Option]:
        """A row for each, with when it was written where there is room for that."""
        names = [self._say("recordings.here") if one.name == "." else clean(one.name) for one in shown]
        columns = [
            TableColumn((), [((name, "bold"),) for name in names], least=12, most=53),
            TableColumn(
                (), [((f"{one.written:%Y-%m-%d %H:%M}", "$foreground 65%"),) for one in shown], rank=1
            ),
        ]
        width = self.query_one(".card").content_size.width - 1
        _, lines = table(columns, len(shown), width)
        return [
            Option(Content.assemble(*line), id=str(one.folder))
            for one, line in zip(shown, lines, strict=True)
        ]

    @on(Input.Submitted)
    def take(self) -> None:
        """The folder of the path that was typed; else the highlighted one; else what the engine will say of it."""
        typed, rows = self.query_one(Input).value.strip(), self.query_one(OptionList)
        path = self._here / typed
        if typed.startswith("~"):
            with suppress(RuntimeError):  # nobody of that name
                path = Path(typed).expanduser()
        there = bool(typed) and "\0" not in typed and path.exists()
        if not there and rows.highlighted is not None:
            rows.action_select()
        elif typed:
            self.dismiss(path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Path(event.option_id or ""))
