"""The list of all settings: a drawer for each branch, a row for each setting with its gauge and its value."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from textual import events
from textual.message import Message

from simulator.app.kit.rows import Row, line, padded, within
from simulator.app.kit.strokes import bar
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.lab.drawers import DrawerRow, Drawers
from simulator.rooms.lab.knobs import sentence, title, written
from simulator.settings.described import LabState, Setting

TOLD = 75
"""Cells from which the beginning of the sentence stands behind the value."""


class RowPicked(Message):
    """Somebody clicked on a row of the list."""

    def __init__(self, row: str) -> None:
        super().__init__()
        self.row = row


class SettingsPanel(Panel):
    """Draws `drawers` from the frame's close-up; what the keys do to them is the room's affair."""

    def __init__(self, lang: str, drawers: Drawers, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._drawers = drawers
        self._top = 0

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        word = self._drawers.word
        top = self.say("lab.filtered", word=word) if word else self.say("lab.title")
        return top, self.say("lab.legend")

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        if not isinstance(frame.closeup, LabState):
            return self.absent(frame, "lab.waiting")
        drawers = self._drawers
        if not drawers.lines:
            return [((self.say("lab.none", word=drawers.word), "dim"),)]
        place = drawers.place
        self._top = min(self._top, place, max(len(drawers.lines) - height, 0))
        self._top = max(self._top, place - height + 1, 0)
        shown = drawers.lines[self._top : self._top + height]
        return [self._row(line, width, line.id == drawers.here) for line in shown]

    @property
    def page(self) -> int:
        """Rows to go at a page key."""
        return max(self.size.height - 1, 1)

    def _row(self, here: DrawerRow, width: int, marked: bool) -> Row:
        mark = "▸ " if marked else "  "
        if here.setting is None:
            sign = "▾" if here.open else "▹"
            text = f"{sign} {title(here.branch, self.say)}  ({here.count})"
            if not here.live:
                text += f"  · {self.say('lab.fixed')}"
            ink = "bold primary" if here.live else "bold dim ?lab.help.fixed"
            row: Row = ((mark + text, ink),)
        else:
            row = self._pieces(here.setting, mark, width)
        if not marked:
            return row
        return tuple((text, f"{ink} card".strip()) for text, ink in padded(within(row, width), width))

    def _pieces(self, setting: Setting, mark: str, width: int) -> Row:
        ink = "" if setting.live else "dim"
        changed = setting.value != setting.default
        name = setting.name.rpartition(".")[2]
        default = f" ({written(setting.default, self.say)})" if changed else ""
        told = sentence(setting, self.say) if width >= TOLD else ""
        return line(
            width,
            (mark, f"bold {ink}".strip()),
            (
                ("• " if changed else "  ") + name,
                ("bold" if changed and setting.live else ink) + (" ?lab.help.dot" if changed else ""),
                22,
            ),
            (_gauge(setting), ("dim" if not setting.live else "primary") + " ?lab.help.value", 8),
            (written(setting.value, self.say), f"bold {ink or 'accent'} ?lab.help.value", -9),
            (default, "dim ?lab.help.value", 10),
            (told, "dim"),
        )

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = self._top + offset.y if offset is not None else -1
        if 0 <= place < len(self._drawers.lines):
            self.post_message(RowPicked(self._drawers.lines[place].id))


def _gauge(setting: Setting) -> str | Callable[[int], str]:
    """A switch, or where the value lies in its range."""
    value, low, high = setting.value, setting.low, setting.high
    if isinstance(value, bool):
        return "  ●" if value else "  ○"
    if isinstance(value, int | float) and low is not None and high is not None and math.isfinite(value):
        return partial(bar, (value - low) / (high - low))
    return ""
