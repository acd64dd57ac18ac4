"""What runs on the opening screen: the settings of its two worlds, and that nothing about them is staged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from simulator.app import view
from simulator.app.screens.card import Card
from simulator.frames import Frame
from simulator.locale import Wording, catalogue
from simulator.rooms.split.beginning import OTHER, RIGHT, settings
from simulator.rooms.split.sides import method


class Facts(Card[None]):
    """Any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,enter,space,q", "cancel", "close", id="facts.close")
    ]

    def __init__(self, frame: Frame | None, lang: str) -> None:
        super().__init__()
        self._frame = frame
        self._lang = lang

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(id="facts")

    def on_mount(self) -> None:
        self.set_language(self._lang)

    def set_language(self, lang: str) -> None:
        self._lang = lang
        say = catalogue(lang)
        card = self.query_one(".card")
        card.border_title, card.border_subtitle = say("split.facts.title"), say("split.facts.keys")
        self.query_one("#facts", Static).update(Content("\n".join(lines(self._frame, say))))


def lines(frame: Frame | None, say: Wording) -> list[str]:
    """The settings, a sentence each; which methods, once there is a world to ask."""
    told = [say("split.facts.live"), ""]
    if frame is not None:
        methods = (RIGHT, OTHER) if frame.twin is None else (method(frame, False), method(frame, True))
        one, other = (view.algorithm_name(name, say) for name in methods)
        told += [say("split.facts.methods", right=one, left=other), ""]
        told.append(" · ".join(f"{name} {value}" for name, value in _flat(settings())))
    return [*told, "", say("split.facts.again")]


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """(dotted name, value as it is written) of all settings in a table."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(cast("Mapping[str, object]", value), f"{above}{name}.")
        elif isinstance(value, list):
            yield f"{above}{name}", ", ".join(map(str, cast("list[object]", value)))
        else:
            yield f"{above}{name}", str(value)
