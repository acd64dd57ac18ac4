"""Two worlds: the running one and its twin under another algorithm, side by side, and what differs in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from simulator.app import view
from simulator.app.commands import Entry
from simulator.app.guess import Guess, asked
from simulator.app.host import HostApp
from simulator.app.screens.choose import ChooseAlgorithm, algorithm_means, algorithm_options
from simulator.app.screens.room import Room
from simulator.app.widgets.telling import Choices
from simulator.frames import Frame
from simulator.rooms.worlds.differences import Differences
from simulator.rooms.worlds.figures import WorldFigures
from simulator.rooms.worlds.guess_card import GuessCard
from simulator.rooms.worlds.two_worlds import MEASURES, QUESTIONS
from simulator.rooms.worlds.world_map import WorldMap
from simulator.session import Fork, Session, SwitchAlgorithm, Unfork


class WorldsRoom(Room):
    """While there is no twin its place is taken by the list of algorithms that it may get."""

    NAME = "worlds"
    FIGURES = tuple(measure.name for measure in MEASURES)
    CSS_PATH = "worlds.tcss"
    AUTO_FOCUS = ""  # the list is focused while it is there, and only then
    KEYS = (
        Entry("worlds.key.other", ("A",), ("A",), "screen.other", 3),
        Entry("worlds.key.guess", ("g",), ("g",), "screen.guess", 2),
        Entry("worlds.key.left", ("left",), ("←",), "screen.side('here')"),
        Entry("worlds.key.right", ("right",), ("→",), "screen.side('there')", 2, line="←/→"),
        Entry("worlds.key.end", ("x",), ("x",), "screen.end", 8),
    )

    def keys(self) -> Iterable[Entry]:
        """None in a recording, which has no twin."""
        return self.KEYS if self.frame.recorded is None else ()

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self._copying = False
        self._held = False
        """Does time stand still only because somebody is asked for a guess?"""
        self._told = ("", -1, "")
        """With what the twin is busy, when one was unforked, and the algorithm here: what the list was drawn for."""

    def furniture(self) -> Iterable[Widget]:
        yield Vertical(
            WorldMap(self.lang, twin=False, id="map-here"),
            WorldFigures(self.lang, twin=False, id="figures-here"),
            id="here",
        )
        yield Differences(self.lang, id="between")
        yield Vertical(
            WorldMap(self.lang, twin=True, id="map-there"),
            WorldFigures(self.lang, twin=True, id="figures-there"),
            Vertical(
                Static(markup=False, id="intro"),
                Choices(lambda name: algorithm_means(name, self.say), "offers"),
                id="choose",
            ),
            id="there",
        )

    def on_mount(self) -> None:
        self._speak()
        self.action_side("there" if self.frame.twin is None else "here")
        super().on_mount()

    def show(self, frame: Frame) -> None:
        alone = frame.twin is None
        self._copying = self._copying and alone and not frame.refused
        self.frame = frame
        if (self._busy, frame.unforked, frame.algorithm) != self._told:
            self._speak()
        if alone != self.has_class("-alone"):
            self._arrange(alone)
        self._look_at_the_guess(frame)
        super().show(frame)

    def set_language(self, lang: str) -> None:
        super().set_language(lang)
        self._speak()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The twin gets this algorithm."""
        if event.option_id is not None and not self._busy and self.frame.twin is None:
            if self._app.lookback.refuses():
                return
            self.session.send(Fork(event.option_id))
            self._copying = True
            self._speak()

    def action_other(self) -> None:
        """Another algorithm for the twin."""
        if self.frame.twin is not None:
            self.app.push_screen(ChooseAlgorithm(self.frame.twin, self.lang, "worlds.ask"), self._switch)

    def action_guess(self) -> None:
        """Ask the question after the one that was asked last, unless an answer is awaited."""
        guess = self._app.guess
        if self.frame.twin is None or (guess is not None and guess.answer is None):
            return
        if self._app.lookback.refuses():
            return
        after = (
            QUESTIONS.index(guess.question) + 1 if guess is not None and guess.question in QUESTIONS else 0
        )
        question = QUESTIONS[after % len(QUESTIONS)]

        self._hold()

        def guessed(choice: int | None) -> None:
            self.leave()
            if choice is not None:
                self._app.guess = asked(question, choice, self.frame)
                self.show(self.frame)

        self.app.push_screen(GuessCard(question, self.lang), guessed)

    def _hold(self) -> None:
        """Both worlds stand still while somebody guesses."""
        if not self.frame.paused:
            self._held = True
            self._app.action_pause()

    def leave(self) -> None:
        """Time that stood still for a guess runs on."""
        if self._held and self._app.frame is not None and self._app.frame.paused:
            self._app.action_pause()
        self._held = False

    def action_side(self, side: str) -> None:
        """The world that a narrow window shows."""
        self.update_classes({f"-side-{each}": each == side for each in ("here", "there")})

    def action_end(self) -> None:
        """The twin ends; `ctrl+z` brings it back."""
        if self.frame.twin is not None:
            self.session.send(Unfork())

    @property
    def _busy(self) -> str:
        """ "copying" while the twin is being made, "rejoining" while it comes back, "recorded" where there will be
        none, else ""."""
        if self.frame.recorded is not None:
            return "recorded"
        return "rejoining" if self.frame.notice == "rejoining" else "copying" if self._copying else ""

    @property
    def _app(self) -> HostApp:
        return cast("HostApp", self.app)

    def _switch(self, algorithm: str | None) -> None:
        if algorithm is not None:
            self.session.send(SwitchAlgorithm(algorithm, twin=True))

    def _arrange(self, alone: bool) -> None:
        """The list of algorithms, or the twin."""
        self.set_class(alone, "-alone")
        self.action_side("there")
        if alone:
            self.query_one("#offers").focus()
        else:
            self.set_focus(None)

    def _look_at_the_guess(self, frame: Frame) -> None:
        """The guess belongs to the two worlds about which it was made."""
        guess: Guess | None = self._app.guess
        if guess is not None:
            apart = frame.forked <= guess.until - guess.question.hours <= frame.tick
            if frame.twin is None and frame.unforked >= 0:
                return  # it may come back
            guess = guess.seen(frame) if frame.twin is not None and apart else None
        self._app.guess = guess
        self.query_one(Differences).guess = guess
        for figures in self.query(WorldFigures):
            figures.hidden = guess.hides if guess is not None else ""

    def _speak(self) -> None:
        """The list in the language of the moment; what will not be copied a second time is not offered."""
        say = self.say
        self._told = self._busy, self.frame.unforked, self.frame.algorithm
        self.set_class(bool(self._busy), "-copying")
        card, offers = self.query_one("#choose"), self.query_one("#offers", OptionList)
        card.border_title = say("worlds.name" if self._busy else "worlds.ask")
        card.border_subtitle = "" if self._busy else say("app.choose.keys_explained")
        text = say(f"worlds.{self._busy or 'intro'}")
        if self.frame.unforked >= 0 and not self._busy:
            text += say("worlds.unforked", day=view.day(self.frame.unforked, say))
        self.query_one("#intro", Static).update(Content(text))
        names, now = self.frame.algorithms, self.frame.algorithm
        other = next((place for place, name in enumerate(names) if name != now), 0)
        here = other if offers.highlighted is None else offers.highlighted
        offers.set_options(algorithm_options(self.frame, say))
        offers.highlighted = here
