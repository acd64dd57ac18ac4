"""The app class: keys to commands, commands to the session, frames to the open screens (`app.ways`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, cast

from textual import events
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode

from simulator.app.commands import ENTRIES
from simulator.app.doorstep import DOORWAY, Doorstep
from simulator.app.echo import Echo
from simulator.app.kiosk import Kiosk
from simulator.app.pictures import keep, last_look
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.ended import Ended
from simulator.app.screens.lone import LoneRoom
from simulator.app.screens.room import Room
from simulator.app.screens.showing import Showing
from simulator.app.speeds import START_SPEED, next_speed
from simulator.app.ways import OF_LONE_ROOMS, Wayfinding
from simulator.app.widgets.panel import CreatorPicked, PersonPicked
from simulator.app.widgets.status_bar import WAKING
from simulator.app.widgets.timeline import Timeline
from simulator.endings import AGAIN
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.rooms.split.doorway import Doorway
from simulator.rooms.split.screen import MENU, SplitRoom
from simulator.session import (
    Command,
    FollowCreator,
    FollowPerson,
    Language,
    Pause,
    Seek,
    Session,
    SessionEnded,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Until,
)

POLLS_PER_SECOND = 60

NEEDING = {entry.action for entry in ENTRIES if entry.needs_frame} | {
    entry.action.partition("(")[0] for entry in ENTRIES if entry.needs_frame and entry.action[:5] != "door("
}
"""Actions that make no sense before the world's first frame."""

THEME = Path(__file__).with_name("theme.tcss")

HOUSE = "house"
"""The mode of an app that has grown out of its doorstep: its screens lie on the dashboard, as those of any other do."""

Opening = Callable[[Session, Frame, str], Room]
"""Makes a room, as its class does, with wishes of its own."""


class FeedscopeApp(Wayfinding, Doorstep, inherit_bindings=False):
    """Shows a session. It owns no statistics and draws nothing itself."""

    CSS_PATH: ClassVar = ["base.tcss", THEME]
    DEFAULT_MODE = App.DEFAULT_MODE
    BINDINGS = Doorstep.BINDINGS

    def __init__(
        self,
        session: Session,
        lang: str = "en",
        people: int | None = None,
        memory: PreferenceFile | None = None,
        *,
        menu: bool = False,
        split: bool = False,
        first: Opening | None = None,
        kiosk: bool = False,
        settings: Mapping[str, object] | None = None,
        again: bool = False,
        alone: LoneRoom | None = None,
    ) -> None:
        """`menu`: begin with it. `split`: before that with the two worlds of `app.split`, of which the session has
        the right one. `first`: the room that opens with the first frame, and in a `kiosk` again once
        visitors have left it. `settings` are a new world's. `again`: who ends with `AGAIN` is opened once more, with
        another engine. Without a `memory` preferences last as long as the app. `alone`: this room is all there is,
        and the session a `NoWorld`.
        """
        super().__init__(lang, memory or PreferenceFile())
        self.move_in(
            session,
            people,
            menu=menu,
            split=split,
            first=first,
            kiosk=kiosk,
            settings=settings,
            again=again,
            alone=alone,
        )

    def move_in(
        self,
        session: Session,
        people: int | None,
        *,
        menu: bool,
        split: bool,
        first: Opening | None,
        kiosk: bool,
        settings: Mapping[str, object] | None,
        again: bool,
        alone: LoneRoom | None = None,
    ) -> None:
        """Have all that the app has, see `__init__`."""
        self.furnish(session, people, settings or {}, alone)
        self._again = again
        self._begins_with_menu = menu
        self._begins_with_split = split
        self._awaited = 0
        """Frames of worlds that began before this one, see `Frame.begun`, come too late."""
        self._first = first
        self._kiosk = kiosk
        self._keeper: Kiosk | None = None
        self._echo = Echo()
        self._kept: list[str | ActionParseResult] = []
        """Actions that wait for the first frame."""

    @staticmethod
    def out_of(doorstep: Doorstep, session: Session, people: int | None, **how: Any) -> None:
        """Make of the doorstep, while it runs, the app that it is the beginning of; `how` as `move_in` has it.

        The object stays, and its class becomes a more special one: a terminal can be handed from one running app to
        another only by giving it up in between, which people would see.
        """
        kept = doorstep.screen.kept if isinstance(doorstep.screen, Doorway) else []
        doorstep.__class__ = FeedscopeApp
        app = cast("FeedscopeApp", doorstep)
        app.move_in(session, people, **how)
        app.stylesheet.read(THEME)
        app.add_mode(HOUSE, app.get_default_screen)
        app.switch_mode(HOUSE)
        app.remove_mode(DOORWAY)
        app.begin()
        for key in kept:
            app.simulate_key(key)

    def on_mount(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Take what the session gives, and open what is shown first."""
        self.settle_down()
        if self.alone is not None:
            return
        self._clock = self.set_interval(1 / POLLS_PER_SECOND, self._poll)
        if self._begins_with_split:
            self.push_screen(SplitRoom(self._gate, self.lang, stand=self.is_web), self._through)
        elif self._begins_with_menu:
            self.action_menu()

    def _through(self, door: str | None) -> None:
        """From the two worlds of the beginning on: into one of them, or to the world that was asked for behind them."""
        if door in ("story", "play"):  # its chapters are worlds of their own; a viewer joins the right one
            self.send(Speed(START_SPEED))
            self.send(Until(None))
            self.call_later(self.run_action, f"door('{door}')")
            return
        self._awaited = self._beginnings.first()
        self.frame = None
        if door == MENU:
            self.action_menu()

    def _poll(self) -> None:
        if not self.is_running:
            return  # it is closing: its timers outlive its screens
        try:
            frame = self.session.poll()
        except SessionEnded as ended:
            self._clock.stop()
            self._mourn(ended)
            return
        if frame is not None and (frame.begun >= self._awaited or frame.refused):
            self._awaited = 0
            self._show(frame)

    def _mourn(self, ended: SessionEnded) -> None:
        """The engine has gone: what was there last can be kept, and whoever opened the app may start another engine."""
        picture = None
        if self.frame is not None:
            picture = partial(keep, self, self.frame.tick, catalogue(self.lang), last_look(self))
        card = Ended(ended, self.lang, again=self._again, picture=picture)
        self.push_screen(card, lambda again: self.exit(1, return_code=AGAIN if again else 1))

    def _show(self, frame: Frame) -> None:
        if frame.refused and not (self.room is not None and self.room.refuse(frame.refused)):
            self.notify(frame.refused, severity="warning", markup=False)
        if self.lookback.take(frame):
            self.show_frame(self._echo.over(frame))
        if self._first is not None and self.frame is not None:
            first, self._first = self._first, None
            self._begin_with(first)
            if self._kiosk:
                self._keeper = Kiosk(self, lambda: self.screen is self.room, lambda: self._begin_with(first))
        self._beginnings.greet(frame)
        kept, self._kept = self._kept, []
        for action in kept:
            self.call_later(self.run_action, action)

    def _begin_with(self, first: Opening) -> None:
        """The room that is there before anybody has pressed a key."""
        self.lookback.close()
        self.to_dashboard()
        if self.frame is not None:
            self.push_screen(first(self._gate, self.frame, self.lang))

    async def on_event(self, event: events.Event) -> None:
        if self._keeper is not None:
            self._keeper.notice(event)
        if isinstance(event, events.InputEvent) and not self.screen_stack:
            return  # pressed while the app opens or closes: Textual asks a screen in any case
        await super().on_event(event)

    def send(self, command: Command, **wish: Any) -> int:
        if self.lookback.refuses(command):
            return 0
        number = self.session.send(command)
        if isinstance(command, Pause):  # a game's too: the next one must know whether the world ran before
            wish["paused"] = command.on
        if wish and self.frame is not None:
            self._echo.wish(number, **wish)
            self.frame = self._echo.over(self.frame)
            for screen in self.screen_stack:
                if isinstance(screen, Showing):
                    screen.when_open(self._show_newest_state)
        return number

    def _show_newest_state(self, screen: Showing) -> None:
        if self.frame is not None:
            screen.show_state(self.frame)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """What needs a world and is asked for before its first frame is kept until that comes, and said to be."""
        if isinstance(action, str):
            name, told = action.partition("(")[0], action
        else:
            name, told = action[1], f"{action[1]}({', '.join(map(repr, action[2]))})"
        needs = name in NEEDING or told in NEEDING
        if self.frame is None and self.alone is None and needs and default_namespace in (None, self):
            self._kept.append(action)
            self.notify(catalogue(self.lang)("app.opens.kept"), markup=False)
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a world cannot run before its first frame, and the timeline's keys only where it stands. Where a
        room is all there is, nothing leads elsewhere."""
        if self.alone is not None:
            return action in OF_LONE_ROOMS or (action == "home" and self.screen is self._help)
        if action == "look":
            return self.lookback.is_open and not self.screen.is_modal
        return self.frame is not None or action not in NEEDING

    # The clock

    def _waits_for_turns(self) -> bool:
        """Do hours pass at a player's turns only? If so, it is said."""
        waits = self.room is not None and self.room.by_turns()
        if waits:
            self.clear_notifications()
            self.notify(catalogue(self.lang)("timeline.in_game"), severity="warning", markup=False)
        return waits

    def action_pause(self) -> None:
        if self.frame is not None and not self._waits_for_turns():
            on = not self.frame.paused
            self.send(Pause(on), paused=on)

    def action_step(self) -> None:
        if self._waits_for_turns():
            return
        after = self.lookback.next_recorded()
        if after is not None:
            self.send(Pause(True), paused=True)
            self.send(Seek(after))
        else:
            self.send(Step(), paused=True)

    def action_faster(self) -> None:
        self._run_at(1)

    def action_slower(self) -> None:
        self._run_at(-1)

    def _run_at(self, by: int) -> None:
        if self.frame is not None:
            speed = next_speed(self.frame.speed, by)
            self.send(Speed(speed), speed=speed)

    def action_turns(self) -> None:
        """Time stops at turning points from now on, or no longer does."""
        if self.frame is not None:
            command = StopAtTurns(not self.frame.stops)
            if not self.lookback.refuses(command):
                self.session.send(command)
                self.remember(stop_at_turning_points=command.on)

    def action_timeline(self) -> None:
        if self.room is not None and self.room.GAME:  # its next turn would be one of another hour
            self.notify(catalogue(self.lang)("timeline.playing"), severity="warning", markup=False)
        else:
            self.lookback.open()

    def action_look(self, where: str) -> None:
        self.lookback.move(where)

    def on_timeline_moved(self, event: Timeline.Moved) -> None:
        self.lookback.move_to(event.tick)

    # Who is followed, and what chooses

    def switch_to(self, algorithm: str | None) -> None:
        if algorithm is not None:
            self.send(SwitchAlgorithm(algorithm), algorithm=algorithm)
            if self.frame is not None and self.frame.notice == WAKING:
                self.notify(catalogue(self.lang)("app.opens.later"), markup=False)

    def follow(self, what: str, number: int) -> None:
        self.send(FollowPerson(number) if what == "person" else FollowCreator(number))

    def on_person_picked(self, event: PersonPicked) -> None:
        self.follow("person", event.person)

    def on_creator_picked(self, event: CreatorPicked) -> None:
        self.follow("creator", event.creator)

    # The screen itself

    def action_picture(self) -> None:
        if isinstance(self.screen, Ended):
            self.screen.action_picture()  # of what the card lies on
            return
        shown = self.room.portrait() if self.room is not None else None
        keep(
            self,
            self.frame.tick if self.frame is not None else 0,
            catalogue(self.lang),
            last_look(self, shown),
        )

    def action_language(self) -> None:
        self.speak("zh" if self.lang == "en" else "en")

    def speak(self, lang: str) -> None:
        self.lang = lang
        for screen in self.screen_stack:
            if isinstance(screen, Showing):
                screen.when_open(lambda screen: screen.set_language(self.lang))
        self._help.set_language(lang)  # also where it has not been opened yet
        self.remember(lang=lang)
        self.lookback.furnish()
        self.send(Language(lang))

    async def action_quit(self) -> None:
        self.exit(0)
