"""What every app of ours does whatever it shows: language, help, the walk through what is explained, and the end."""

from __future__ import annotations

from simulator.app.preferences_app import PreferencesApp
from simulator.app.screens.explainer import Explainer, spots
from simulator.app.screens.help import Help
from simulator.app.screens.showing import Showing
from simulator.locale import catalogue


class Shell(PreferencesApp):
    """An app whose screens can be told the language, with a page of help."""

    def keep_help(self, page: Help) -> None:
        """This is the page."""
        self._help = page
        self.install_screen(page, "help")

    def action_help(self) -> None:
        if self.screen is self._help:
            self.pop_screen()
        else:
            self.push_screen(self._help)

    def action_explain(self) -> None:
        """Walk through the numbers of the screen that is open, or end the walk."""
        if isinstance(self.screen, Explainer):
            self.pop_screen()
        elif spots(self.screen):
            self.push_screen(Explainer(self.screen, self.lang))
        elif not self.screen.is_modal:
            self.notify(catalogue(self.lang)("explain.nothing"), markup=False)

    def action_language(self) -> None:
        self.speak("zh" if self.lang == "en" else "en")

    def speak(self, lang: str) -> None:
        """Everything in "en" or "zh" from now on, and next time."""
        self.lang = lang
        for screen in self.screen_stack:
            if isinstance(screen, Showing):
                screen.when_open(lambda screen: screen.set_language(self.lang))
        self._help.set_language(lang)  # also where it has not been opened yet
        self.remember(lang=lang)

    async def action_quit(self) -> None:
        self.exit(0)
