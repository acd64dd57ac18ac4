"""The lab: every setting with its sentence, live; what was changed is listed, taken back, and copied as a file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from simulator.app.commands import Entry
from simulator.app.kit.text import wrap
from simulator.app.places import config_folder, fresh, spoken
from simulator.app.screens.platforms import ChoosePlatform
from simulator.app.screens.room import Room
from simulator.app.widgets.field import Field
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.rooms.lab.drawers import Drawers
from simulator.rooms.lab.knobs import allowed, refusal, turned, typed, written
from simulator.rooms.lab.ledger import Values, ledger
from simulator.rooms.lab.setting_card import ChangesPanel, SettingCard, all_toml
from simulator.rooms.lab.settings_panel import RowPicked, SettingsPanel
from simulator.session import Session, Tune, TuneAll
from simulator.settings.described import LabState, Setting, Value
from simulator.settings.toml_text import tables


class Answer(Field):
    """Takes a value or a word; escape gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.give_up", "cancel", id="lab.field.cancel"),
    ]


class LabRoom(Room):
    """Sends `Tune` and `TuneAll`; the engine alone says what a setting may be."""

    NAME = "lab"
    ATTENDS = "lab"
    BORROWS = frozenset(("slash",))
    CSS_PATH = "lab.tcss"
    AUTO_FOCUS = ""
    KEYS = (
        Entry("lab.key.up", ("up",), ("↑",), "screen.move(-1)", 1, True, "↑↓"),
        Entry("lab.key.down", ("down",), ("↓",), "screen.move(1)", needs_frame=True),
        Entry("lab.key.page_up", ("pageup",), ("pgup",), "screen.page(-1)", needs_frame=True),
        Entry("lab.key.page_down", ("pagedown",), ("pgdn",), "screen.page(1)", needs_frame=True),
        Entry("lab.key.less", ("left",), ("←",), "screen.turn(-1)", 1, True, "←→"),
        Entry("lab.key.more", ("right",), ("→",), "screen.turn(1)", needs_frame=True),
        Entry("lab.key.type", ("enter",), ("enter",), "screen.type", 2, True),
        Entry("lab.key.reset", ("backspace",), ("bksp",), "screen.reset", 6, True),
        Entry("lab.key.find", ("slash",), ("/",), "screen.find", 2, True),
        Entry("lab.key.undo", ("z",), ("z",), "screen.undo", 3, True),
        Entry("lab.key.redo", ("Z",), ("Z",), "screen.redo", 7, True),
        Entry("lab.key.presets", ("P",), ("P",), "screen.presets", 4, True),
        Entry("lab.key.copy", ("y",), ("y",), "screen.copy", 5, True),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self._drawers = Drawers()
        self._wishes: dict[str, tuple[Value, Value]] = {}
        self._typing = ""
        """The setting whose value is typed; "/" while a word to filter by is."""
        self._sent = ("", "")
        """The setting and the text that the engine has not answered yet."""

    def furniture(self) -> Iterable[Widget]:
        self._list = SettingsPanel(self.lang, self._drawers, id="settings")
        yield self._list
        yield SettingCard(self.lang, self._drawers, id="about")
        yield ChangesPanel(self.lang, self._wishes, id="changes")
        yield Container(
            Vertical(Static(markup=False, id="asked"), Answer(id="field"), Static(markup=False, id="fault")),
            id="entry",
        )

    @property
    def state(self) -> LabState | None:
        closeup = self.frame.closeup
        return closeup if isinstance(closeup, LabState) else None

    def refuse(self, text: str) -> bool:
        """The engine's refusal is shown at the field whose value it was."""
        name, given = self._sent
        self._sent = ("", "")
        if not name:
            return False
        self._open(name, given)
        self.query_one("#fault", Static).update("\n".join(wrap(text, max(self.size.width - 6, 10), 2)))
        return True

    def set_language(self, lang: str) -> None:
        super().set_language(lang)
        self._redraw()
        if self._typing:
            self._ask()

    @on(RowPicked)
    def pick(self, event: RowPicked) -> None:
        again = self._drawers.here == event.row
        self._drawers.here = event.row
        if again or (self._drawers.line is not None and self._drawers.line.setting is None):
            self.action_type()
        self._redraw()

    def action_move(self, by: int) -> None:
        self._drawers.move(by)
        self._redraw()

    def action_page(self, by: int) -> None:
        self.action_move(by * self._list.page)

    def action_turn(self, by: int) -> None:
        """Another value for the marked setting; an open or closed drawer, where one is marked."""
        line = self._drawers.line
        if line is not None and line.setting is None:
            self._drawers.turn(line.id, by > 0)
            self._redraw()
        elif (setting := self._drawers.setting) is not None:
            if not setting.live:
                self.notify(self.say("lab.how_fixed"), markup=False)
            elif (value := turned(setting, by)) != setting.value:
                self.session.send(Tune(setting.name, value))

    def action_type(self) -> None:
        line = self._drawers.line
        if line is None:
            return
        if line.setting is None:
            self._drawers.turn(line.id)
            self._redraw()
        else:
            self._open(line.setting.name, written(line.setting.value, self.say))

    def action_reset(self) -> None:
        setting = self._drawers.setting
        if setting is None:
            return
        if not setting.live:
            self._wishes.pop(setting.name, None)
            self._redraw()
        elif setting.value != setting.default:
            self.session.send(Tune(setting.name, setting.default))

    def action_find(self) -> None:
        self._open("/", self._drawers.word)

    def action_undo(self) -> None:
        self._send(ledger(self.state.changes).back if self.state else (), "lab.nothing_to_undo")

    def action_redo(self) -> None:
        self._send(ledger(self.state.changes).again if self.state else (), "lab.nothing_to_redo")

    def action_presets(self) -> None:
        if self.state is not None:
            self.app.push_screen(ChoosePlatform(self.state.offers, self.lang), self._take)

    def action_copy(self) -> None:
        text = all_toml(self.state, self._wishes) if self.state else ""
        if not text:
            self.notify(self.say("lab.nothing_to_copy"), markup=False)
            return
        self.app.copy_to_clipboard(text)
        day, hour = divmod(self.frame.tick, HOURS_PER_DAY)
        if self.app.is_web:
            name = f"day-{day + 1}-{hour:02}h.toml"
            self.app.deliver_text(io.StringIO(text), save_filename=name, mime_type="application/toml")
            self.notify(self.say("lab.copied", file=name), markup=False, timeout=10)
            return
        try:
            (file,) = fresh(config_folder() / "lab", f"day-{day + 1}-{hour:02}h", ".toml")
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            self.notify(self.say("lab.copied_only", why=error.strerror or str(error)), markup=False)
            return
        self.notify(self.say("lab.copied", file=spoken(file)), markup=False, timeout=10)

    def action_give_up(self) -> None:
        if self._typing == "/":
            self._drawers.word = ""
        self._close()

    @on(Input.Changed)
    def filter(self, event: Input.Changed) -> None:
        if self._typing == "/":
            self._drawers.word = event.value.strip()
            self._redraw()
        else:
            self.query_one("#fault", Static).update("")

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        name, text = self._typing, event.value
        setting = self._setting(name)
        if setting is None:
            self._close()
        elif setting.live:
            self._sent = (name, text)
            self._close()
            self.session.send(Tune(name, typed(text, setting.default)))
        else:
            self._wish(setting, typed(text, setting.default))

    def show(self, frame: Frame) -> None:
        if isinstance(frame.closeup, LabState):
            self._drawers.fill(frame.closeup.settings, self.say)
        super().show(frame)
        setting = self._setting(self._sent[0])
        if setting is not None and setting.value == typed(self._sent[1], setting.default):
            self._sent = ("", "")

    def _take(self, name: str | None) -> None:
        offers = {offer.name: offer for offer in self.state.offers} if self.state else {}
        if name in offers:
            self._send(offers[name].values, "lab.nothing_to_take")

    def _send(self, values: Values, otherwise: str) -> None:
        if values:
            self.session.send(TuneAll(values))
        else:
            self.notify(self.say(otherwise), markup=False)

    def _wish(self, setting: Setting, value: Value) -> None:
        """Write down what only a new world can take over, and copy its line."""
        if fault := refusal(setting, value):
            self.query_one("#fault", Static).update(fault)
            return
        self._wishes[setting.name] = (setting.value, value)
        self.app.copy_to_clipboard(tables({setting.name: value}))
        self.notify(self.say("lab.wished", name=setting.name), markup=False, timeout=8)
        self._close()

    def _setting(self, name: str) -> Setting | None:
        settings = self.state.settings if self.state else ()
        return next((each for each in settings if each.name == name), None)

    def _open(self, name: str, text: str) -> None:
        """Ask for a value of this setting, or for a word ("/")."""
        self._typing = name
        self.set_class(True, "-typing")
        field = self.query_one(Answer)
        field.value = text
        self.query_one("#fault", Static).update("")
        self._ask()
        field.focus()
        field.action_select_all()

    def _ask(self) -> None:
        setting = self._setting(self._typing)
        if setting is None:
            text = self.say("lab.ask_word")
        else:
            key = "lab.ask_value" if setting.live else "lab.ask_wish"
            text = self.say(key, name=setting.name, allowed=allowed(setting, self.say))
        self.query_one("#asked", Static).update(text)

    def _close(self) -> None:
        self._typing = ""
        self.set_class(False, "-typing")
        self.set_focus(None)
        self._redraw()

    def _redraw(self) -> None:
        self.show(self.frame)
