"""Beside the list of settings: what the marked one is, and what was changed so far."""

from __future__ import annotations

from simulator.app import view
from simulator.app.kit.rows import Row, beside, paragraph
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.lab.drawers import Drawers
from simulator.rooms.lab.knobs import allowed, sentence, title, unit, written
from simulator.rooms.lab.ledger import ledger, net
from simulator.settings.described import Change, LabState, Setting, Value
from simulator.settings.toml_text import tables

LABEL = 11


class SettingCard(Panel):
    """Explains the marked setting."""

    def __init__(self, lang: str, drawers: Drawers, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._drawers = drawers

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        line = self._drawers.line
        name = "" if line is None else line.setting.name if line.setting is not None else line.branch
        return name, ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        line = self._drawers.line
        if not isinstance(frame.closeup, LabState) or line is None:
            return []
        if line.setting is None:
            about = self.say("lab.live_branch" if line.live else "lab.fixed_branch", n=line.count)
            rows: list[Row] = [((title(line.branch, self.say), "bold"),)]
            told = "dim ?lab.help.value" if line.live else "dim ?lab.help.fixed"
            return [*rows, *paragraph(about, told, width, height - 1)]
        return self._setting(line.setting, width, height)

    def _setting(self, setting: Setting, width: int, height: int) -> list[Row]:
        say = self.say
        facts = [
            (say("lab.now"), written(setting.value, say), "bold accent ?lab.help.value"),
            (say("lab.default"), written(setting.default, say), "?lab.help.value"),
            (say("lab.allowed"), allowed(setting, say), "?lab.help.allowed"),
        ]
        if measured := unit(setting, say):
            facts.append((say("lab.unit_word"), measured, ""))
        if not setting.live:
            facts.append(("", say("lab.fixed_here"), "warning ?lab.help.fixed"))
        ink = "bold" if setting.live else ""
        rows = paragraph(sentence(setting, say), ink, width, max(height - len(facts), 1))
        for label, fact, ink in facts:
            lines = 2 if height > len(rows) + len(facts) + 1 else 1
            rows += beside([((label, "dim"),)], paragraph(fact, ink, width - LABEL, lines), LABEL, 0)
        return rows


class ChangesPanel(Panel):
    """What was changed, newest first; below it what waits for a new world."""

    def __init__(self, lang: str, wishes: dict[str, tuple[Value, Value]], id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._wishes = wishes

    def titles(self, frame: Frame) -> tuple[str, str]:
        state = frame.closeup
        undone = len(ledger(state.changes).undone) if isinstance(state, LabState) else 0
        return self.say("lab.changes"), self.say("lab.undone", n=undone) if undone else ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        if frame.recorded is not None:
            return []
        state = frame.closeup
        done = ledger(state.changes).done if isinstance(state, LabState) else ()
        rows: list[Row] = []
        for name, (before, now) in self._wishes.items():
            text = f"+ {self._told(name, before, now)} · {self.say('lab.fixed')}"
            rows.append(((text, "dim ?lab.help.plus"),))
        for change in reversed(done):
            rows += self._change(change, width)
        if not rows:
            return paragraph(self.say("lab.unchanged"), "dim", width, height)
        return rows[:height]

    def _change(self, change: Change, width: int) -> list[Row]:
        when = view.clock(change.tick, self.say)
        rows: list[Row] = []
        for name, before, now in change.parts:
            rows.append(((self._told(name, before, now), "?lab.help.changes"),))
        text = self.say("lab.at", when=when)
        return [*rows, ((f"  {text}", "dim ?lab.help.changes"),)]

    def _told(self, name: str, before: Value, now: Value) -> str:
        """ "behaviour.likes: 0.04 → 0.08"."""
        return f"{name}: {written(before, self.say)} → {written(now, self.say)}"


def all_toml(state: LabState, wishes: dict[str, tuple[Value, Value]]) -> str:
    """Everything that is not as this world began, and what waits for a new one, as TOML; "" if there is nothing."""
    values = {name: now for name, _, now in net(state.changes)}
    values |= {name: now for name, (_, now) in wishes.items()}
    return tables(values) if values else ""
