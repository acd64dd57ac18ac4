"""Where one is and how one gets elsewhere: doors, rooms, cards, menu and help, and the newest frame on what is open.

The app (`app.app`) adds what keys do to the world. Whoever asks which screen a key leads to finds the answer here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.screen import Screen

from simulator.app.beginnings import Beginnings
from simulator.app.commands import ENTRIES, OF_THE_TIMELINE, PANELS
from simulator.app.doors import DOORS, next_tab
from simulator.app.host import HostApp
from simulator.app.lookback import Gate, Lookback
from simulator.app.palette import Commands, Palette
from simulator.app.screens.choose import ChooseAlgorithm, ChooseByName
from simulator.app.screens.explainer import Explainer, spots
from simulator.app.screens.help import Help
from simulator.app.screens.jump import Jump
from simulator.app.screens.lone import IN_ALL, LoneRoom
from simulator.app.screens.menu import Menu
from simulator.app.screens.room import Room
from simulator.app.screens.rooms import ROOMS, room_keys
from simulator.app.screens.showing import Showing
from simulator.app.screens.stages import Stages
from simulator.app.widgets.telling import Telling
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.session import Attend, Session

CARDS = frozenset(("algorithm", "stages"))
"""Tabs that ask the world something: shut while another time than its own is shown."""


OF_LONE_ROOMS = frozenset(entry.action for entry in ENTRIES if entry.id in IN_ALL)


class Wayfinding(HostApp):
    """An app with a dashboard, and rooms and cards over it; or with one room that has no world."""

    def furnish(
        self,
        session: Session,
        people: int | None,
        settings: Mapping[str, object],
        alone: LoneRoom | None,
    ) -> None:
        """Have all that doors lead to, before the app runs or while it does. `settings` are a new world's. `alone`:
        there is this room and nothing else."""
        self._help = Help(self.lang, alone)
        self.install_screen(self._help, "help")
        self.take_keys(room_keys(), OF_THE_TIMELINE)
        self.session = session
        self.alone = alone
        self.frame = self.guess = None
        self.lookback = Lookback(self, session, self.show_frame)
        self._beginnings = Beginnings(self, settings)
        self._gate = Gate(self.send)
        self._attending = ""
        self._dashboard = Dashboard(self.lang, people)

    def get_default_screen(self) -> Screen[Any]:
        return self._dashboard if self.alone is None else self.alone

    # What is open

    @property
    def place(self) -> str:
        """The tab that is open, see `app.doors`; "" on the menu, the help and other cards."""
        screen = self.screen
        if isinstance(screen, Stages):
            return "stages"
        if isinstance(screen, ChooseAlgorithm):
            return "algorithm"
        if isinstance(screen, Room):
            return screen.NAME
        return "dashboard" if screen is self._dashboard else ""

    def show_frame(self, frame: Frame) -> None:
        """Have the open screens draw this frame, of now or of before."""
        self.frame = frame
        self._look()
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Showing):
                screen.when_open(self._show_newest)
            if not screen.is_modal:
                break  # it hides the screens below, which catch up when they come back

    def _show_newest(self, screen: Showing) -> None:
        """The frame of the moment in which a screen can draw it, which may be later than it came."""
        if self.frame is not None:
            screen.show(self.frame)

    def _look(self) -> None:
        """Have frames carry what the open room needs, and nothing else."""
        wanted = self.room.ATTENDS if self.room is not None else ""
        if wanted != self._attending:
            self._attending = wanted
            self.session.send(Attend(wanted))
        self.lookback.furnish()

    # Doors and rooms

    def action_door(self, name: str) -> None:
        """Through a door: to its first tab, or from there on to the next."""
        door = next(door for door in DOORS if door.id == name)
        here = self.place
        shut = CARDS if self.lookback.past or self.lookback.recorded else frozenset[str]()
        tab = next_tab(door, here, shut)
        if here in CARDS:
            self.screen.dismiss(None)
        if tab == here:
            return
        match tab:
            case "dashboard":
                if self.screen is self._help:
                    self.pop_screen()
                self.action_home()
            case "algorithm":
                self.action_choose("algorithm")
            case "stages":
                self.action_stages()
            case _:
                self.action_open(tab)

    def action_open(self, name: str) -> None:
        here = self.room
        if here is not None and name == here.NAME:
            self.action_home()
        elif name == "story":  # its chapters are worlds of their own
            self._beginnings.unless_lost(lambda: self._enter(name))
        else:
            self._enter(name)

    def _enter(self, name: str) -> None:
        if ROOMS[name].GAME:
            if self.lookback.recorded and ROOMS[name].by_turns() and self.lookback.refuses():
                return
            self.lookback.close()  # who plays, plays now
        self.to_dashboard()
        if self.frame is not None:
            room = ROOMS[name](self._gate, self.frame, self.lang)
            self.push_screen(room)
            room.enter()
        self._look()

    def action_zoom(self, panel: str) -> None:
        self.to_dashboard()
        self._dashboard.zoom(panel)

    def action_home(self) -> None:
        """From the help back to where it was opened; from a room to the dashboard; there all panels."""
        if self.screen is self._help:
            self.action_help()
            return
        told = self.room is not None and self.room.NAME == "story"
        if not self.to_dashboard():
            self._dashboard.zoom("")
        elif told and self.frame is not None and self.frame.aside is not None:
            self.action_menu()  # its first line leads back to the world that waits

    def to_dashboard(self) -> bool:
        above = len(self.screen_stack) > 1
        while len(self.screen_stack) > 1:
            if isinstance(self.screen, Room):
                self.screen.leave()
            self.pop_screen()
        if above and self.frame is not None:
            self._look()
            self._dashboard.show(self.frame)
        return above

    # Cards

    def action_menu(self) -> None:
        self.to_dashboard()
        self.push_screen(Menu(self.frame, self._dashboard.people, self.lang), self._go)

    def _go(self, action: str | None) -> None:
        if action:
            self.call_later(self.run_action, action)

    def action_choose(self, what: str) -> None:
        if self.frame is None or self.lookback.refuses():
            return
        if what == "algorithm":
            self.push_screen(ChooseAlgorithm(self.frame, self.lang), self.switch_to)
        else:
            self.push_screen(ChooseByName(what, self.session, self.frame, self.lang), self._follow)

    def _follow(self, found: tuple[str, int] | None) -> None:
        if found is not None:
            self.follow(*found)

    def action_stages(self) -> None:
        if self.frame is not None and not isinstance(self.screen, Stages) and not self.lookback.refuses():
            self.push_screen(Stages(self.session, self.frame, self.lang))

    def action_recordings(self) -> None:
        self._beginnings.choose()

    def action_anew(self) -> None:
        self._beginnings.anew()

    def action_resume(self) -> None:
        self._beginnings.back()

    # What explains

    def action_help(self) -> None:
        if self.screen is self._help:
            self.pop_screen()
            if self.frame is not None:
                self.show_frame(self.frame)
        else:
            self._help.explain(self.room)
            self.push_screen(self._help)
            self.lookback.furnish()

    def action_explain(self) -> None:
        """Walk through the numbers of the screen that is open, or end the walk."""
        if isinstance(self.screen, Explainer):
            self.pop_screen()
        elif spots(self.screen):
            self.push_screen(Explainer(self.screen, self.lang))
        elif not self.screen.is_modal:
            self.notify(catalogue(self.lang)("explain.nothing"), markup=False)

    def action_jump(self) -> None:
        """A letter on each panel; the one that is pressed becomes large, or is explained where none can."""
        if not self.screen.is_modal:
            self.push_screen(Jump(self.screen, self.lang), self._land)

    def _land(self, panel: Telling | None) -> None:
        if panel is None:
            return
        if self.screen is self._dashboard and panel.id in PANELS:
            self._dashboard.zoom("" if self._dashboard.zoomed == panel.id else panel.id)
        else:
            self.push_screen(Explainer(self.screen, self.lang, panel))

    def action_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            say = catalogue(self.lang)
            self.push_screen(Palette([Commands], placeholder=say("app.palette.placeholder")))
