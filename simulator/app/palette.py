"""The ctrl+p palette: every command that can run now, every algorithm, language and colour scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from textual.command import Command, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider

from simulator.app.commands import ENTRIES, key_label, name_of, sentence_of
from simulator.app.host import HostApp
from simulator.app.moved import moved
from simulator.app.view import algorithm_name
from simulator.locale import LANGUAGES, Wording, catalogue

Row = tuple[str, str, Callable[[], object]]


class Palette(CommandPalette):
    """Textual's goes on searching while it is being closed, and its list is gone before it has."""

    def _gather_commands(self, search_value: str) -> Any:
        return super()._gather_commands(search_value) if self.query(CommandList) else None

    def _refresh_command_list(
        self, command_list: CommandList, commands: list[Command], clear_current: bool
    ) -> None:
        if self.query(CommandList):
            super()._refresh_command_list(command_list, commands, clear_current)

    async def _watch__show_busy(self) -> None:
        if self.query(CommandList):
            await super()._watch__show_busy()


class Commands(Provider):
    """Reads the registry and the newest frame; hides what makes no sense yet."""

    async def discover(self) -> Hits:
        for name, text, run in self._rows():
            yield DiscoveryHit(name, run, name, text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, text, run in self._rows():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), run, name, text)

    def _rows(self) -> Iterator[Row]:
        app = cast("HostApp", self.app)
        say = catalogue(app.lang)
        here = app.room.KEYS if app.room is not None else ()
        for entry in moved((*here, *ENTRIES), app.moved):
            if entry.id != "palette" and (app.frame is not None or not entry.needs_frame):
                key = key_label(entry, say)
                name = f"{name_of(entry, say)}  ({key})" if key else name_of(entry, say)
                yield name, sentence_of(entry, say), partial(app.run_action, entry.action)
        for algorithm in app.frame.algorithms if app.frame is not None else ():
            key = f"app.algorithm.{algorithm}.text"
            name = say("app.palette.algorithm", name=algorithm_name(algorithm, say))
            yield name, say(key) if key in say else algorithm, partial(app.switch_to, algorithm)
        for lang in LANGUAGES:
            name = say("app.palette.language", name=say(f"app.language.{lang}"))
            yield name, say("help.command.language"), partial(app.speak, lang)
        for theme in app.themes_on_offer():
            yield (
                say("app.palette.theme", name=theme),
                coloured(app, theme, say),
                partial(app.wear, theme),
            )


def coloured(app: HostApp, theme: str, say: Wording) -> str:
    """What a colour scheme is for; of those that are not ours, whether it is dark or light."""
    key = f"app.palette.coloured.{theme.removeprefix('feedscope-')}"
    dark = app.available_themes[theme].dark
    return say(key) if key in say else say(f"app.palette.coloured.{'dark' if dark else 'light'}")
