"""The stages between the algorithm's order and the feed: each can be switched, and turned while it is on."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from simulator.app.keybar import TabLine
from simulator.app.kit.grid import Prose, grid
from simulator.app.kit.strokes import bar
from simulator.app.screens.card import Tab
from simulator.app.widgets.telling import Choices, Words
from simulator.frames import Frame, Knob, StageState
from simulator.locale import Wording, catalogue
from simulator.session import Session, Tune

STEPS = 20
"""Turns from one end of a knob to the other."""
FACTOR = 1.25
"""A knob without an end, or a large whole number, turns by this."""
GAUGE = 12


class Stages(Tab[None]):
    """A row for each stage, and below those that are on a row for each of their knobs. Sends `Tune`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,0", "cancel", "cancel", id="stages.cancel"),
        Binding("space", "switch", "switch", id="stages.switch"),
        Binding("left", "turn(-1)", "less", id="stages.less"),
        Binding("right", "turn(1)", "more", id="stages.more"),
    ]

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__()
        self._session = session
        self._stages = {stage.name: stage for stage in frame.stages}
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield TabLine("stages", self._say.lang)
            yield Static(markup=False, id="intro", classes="dim")
            yield Choices(self._means)

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).highlighted = 0

    def show(self, frame: Frame) -> None:
        """Follow what the engine says of its stages."""
        stages = {stage.name: stage for stage in frame.stages}
        if stages != self._stages:
            self._stages = stages
            self._fill()

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self.query_one(TabLine).set_language(lang)
        self._fill()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._switch(event.option_id)

    def action_switch(self) -> None:
        self._switch(self._here())

    def action_turn(self, by: int) -> None:
        """Turn the knob that is marked; on a stage's own row its first one."""
        name, _, knob = (self._here() or "").partition(".")
        stage = self._stages.get(name)
        if stage is None or not stage.on:
            return
        turned = next((each for each in stage.knobs if each.name == knob or not knob), None)
        if turned is not None and (value := further(turned, by)) != turned.value:
            self._session.send(Tune(f"feed.rerank.{name}.{turned.name}", value))

    def _switch(self, row: str | None) -> None:
        stage = self._stages.get((row or "").partition(".")[0])
        if stage is not None:
            self._session.send(Tune(f"feed.rerank.{stage.name}.on", not stage.on))

    def _here(self) -> str | None:
        rows = self.query_one(OptionList)
        return None if rows.highlighted is None else rows.get_option_at_index(rows.highlighted).id

    def _fill(self) -> None:
        """All rows anew, with the same one marked."""
        say, here = self._say, self._here()
        card = self.query_one(".card")
        card.border_title, card.border_subtitle = say("stages.title"), say("stages.keys")
        self.query_one("#intro", Static).update(say("stages.intro"))
        rows = self.query_one(OptionList)
        options: list[Option] = []
        for stage in self._stages.values():
            options.append(Option(self._stage(stage), id=stage.name))
            if stage.on:
                options += [
                    Option(self._knob(stage, knob), id=f"{stage.name}.{knob.name}") for knob in stage.knobs
                ]
        rows.set_options(options)
        ids = [option.id for option in options]
        rows.highlighted = ids.index(here) if here in ids else 0

    def _means(self, row: str) -> Words:
        """What a stage does and by what it can be turned; of a knob, how far it goes."""
        say = self._say
        name, _, knob = row.partition(".")
        stage, title = self._stages[name], say(f"stages.{name}.name")
        if knob:
            turned = next(each for each in stage.knobs if each.name == knob)
            return f"{title} · {say(f'stages.{name}.{knob}')}", reach(turned, say)
        words = say("stages.comma").join(say(f"stages.{name}.{each.name}") for each in stage.knobs)
        text = say(f"stages.{name}.text")
        return title, say("stages.knobs", text=text, names=words) if words else text

    def _stage(self, stage: StageState) -> Table:
        say = self._say
        row = grid(1)
        state = say("stages.on") if stage.on else say("stages.off")
        row.add_row(
            "●" if stage.on else "○", Text(f"{say(f'stages.{stage.name}.name')}  ({state})", style="bold")
        )
        row.add_row("", Prose(say(f"stages.{stage.name}.text")))
        return row

    def _knob(self, stage: StageState, knob: Knob) -> Table:
        row = grid(3, GAUGE, 9)
        low, high = knob.low, knob.high
        gauge = ""
        if isinstance(knob.value, int | float) and low is not None and high is not None:
            gauge = bar((knob.value - low) / (high - low), GAUGE)
        value = Text(written(knob.value), style="bold", justify="right")
        row.add_row("", gauge, value, Prose(self._say(f"stages.{stage.name}.{knob.name}")))
        return row


def written(value: bool | int | float | str) -> str:
    """A knob's value in few characters."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def reach(knob: Knob, say: Wording) -> str:
    """Its value, and what it may be, in a sentence."""
    value, low, high = written(knob.value), knob.low, knob.high
    if knob.choices:
        return say("stages.one_of", value=value, names=", ".join(knob.choices))
    if low is None or high is None:
        return say("stages.now", value=value)
    return say("stages.between", value=value, low=f"{low:g}", high=f"{high:g}")


def further(knob: Knob, by: int) -> bool | int | float | str:
    """The value of the knob one turn up (1) or down (-1), within its ends."""
    value = knob.value
    if isinstance(value, str):
        return knob.choices[(knob.choices.index(value) + by) % len(knob.choices)] if knob.choices else value
    low = -float("inf") if knob.low is None else knob.low
    high = float("inf") if knob.high is None else knob.high
    if isinstance(value, int):
        step = max(1, round(value * (FACTOR - 1)))
        return int(min(max(value + by * step, low), high))
    if high - low <= STEPS:
        step = (high - low) / STEPS
        wanted = round(round(value / step + by) * step, 6)  # 0.35, not 0.35000000000000003
    else:
        low = low if low > 0 else 0.01
        wanted = value * FACTOR**by
    return float(min(max(wanted, low), high))
