"""The app class. It routes: keys to commands, commands to the session, frames to the open screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from textual import events
from textual.actions import ActionParseResult
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.screen import Screen

from simulator.app.beginnings import Beginnings
from simulator.app.commands import ENTRIES, bindings
from simulator.app.echo import Echo
from simulator.app.kiosk import Kiosk
from simulator.app.lookback import KEYS, Door, Lookback
from simulator.app.palette import Commands
from simulator.app.pictures import keep, last_look
from simulator.app.preferences import Memory
from simulator.app.screens.choose import ChooseAlgorithm, ChooseByName
from simulator.app.screens.ended import Ended
from simulator.app.screens.explainer import Explainer, spots
from simulator.app.screens.help import Help
from simulator.app.screens.menu import Menu
from simulator.app.screens.room import Room
from simulator.app.screens.rooms import ROOMS
from simulator.app.screens.showing import Showing
from simulator.app.screens.stages import Stages
from simulator.app.speeds import START_SPEED, next_speed
from simulator.app.tastes import Tastes
from simulator.app.wager import Wager
from simulator.app.widgets.panel import CreatorPicked, PersonPicked
from simulator.app.widgets.status_bar import WAKING
from simulator.app.widgets.timeline import Timeline
from simulator.app.widgets.too_small import SMALLEST
from simulator.endings import AGAIN
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.rooms.dashboard.screen import ROOMY, Dashboard
from simulator.rooms.split.screen import MENU, Split
from simulator.session import (
    Attend,
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

WIDTHS = [(0, "-w-tiny"), (SMALLEST[0], "-narrow"), (ROOMY[0], "-normal"), (170, "-wide")]
HEIGHTS = [(0, "-h-tiny"), (SMALLEST[1], "-short"), (ROOMY[1], "-tall"), (44, "-high")]
"""From so many cells on a screen has this class; theme.tcss lays out the panels by them."""

NEEDING = {entry.action.partition("(")[0] for entry in ENTRIES if entry.needs_frame}
"""Actions that make no sense before the world's first picture."""

Opening = Callable[[Session, Frame, str], Room]
"""Makes a room, as its class does, with wishes of its own."""


class FeedscopeApp(Tastes, inherit_bindings=False):
    """Shows a session. It owns no statistics and draws nothing itself."""

    TITLE = "feedscope"
    CSS_PATH = "theme.tcss"
    ALLOW_SELECT = False
    COMMAND_PALETTE_BINDING = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bindings((*ENTRIES, *KEYS))

    def __init__(
        self,
        session: Session,
        lang: str = "en",
        people: int | None = None,
        memory: Memory | None = None,
        *,
        menu: bool = False,
        split: bool = False,
        first: Opening | None = None,
        kiosk: bool = False,
        settings: Mapping[str, object] | None = None,
        again: bool = False,
    ) -> None:
        """`menu`: begin with it. `split`: before that with the two worlds of `app.split`, of which the session has
        the right one. `first`: the room that opens with the first frame, and in a `kiosk` again once
        visitors have left it. `settings` are a new world's. `again`: who ends with `AGAIN` is opened once more, with
        another engine. Without a `memory` preferences last as long as the app.
        """
        super().__init__(lang, memory or Memory())
        self.take_keys((entry for room in ROOMS.values() for entry in room.KEYS), KEYS)
        self._again = again
        self._begins_with_menu = menu
        self._begins_with_split = split
        self._awaited = 0
        """Frames of worlds that began before this one, see `Frame.begun`, come too late."""
        self._first = first
        self._kiosk = kiosk
        self._keeper: Kiosk | None = None
        self.session = session
        self.frame: Frame | None = None
        self._echo = Echo()
        self._attending = ""
        self._kept: list[str | ActionParseResult] = []
        """Actions that wait for the first frame."""
        self.wager: Wager | None = None
        """What somebody has guessed; kept while rooms open and close."""
        self.lookback = Lookback(self)
        self._beginnings = Beginnings(self, settings or {})
        self._door = Door(self._send)
        self._dashboard = Dashboard(lang, people)
        self._help = Help(lang)
        self.install_screen(self._help, "help")

    def get_default_screen(self) -> Screen[Any]:
        return self._dashboard

    def on_mount(self) -> None:
        self._clock = self.set_interval(1 / POLLS_PER_SECOND, self._poll)
        self.settle_down()
        if self._begins_with_split:
            self.push_screen(Split(self._door, self.lang, stand=self.is_web), self._through)
        elif self._begins_with_menu:
            self.action_menu()

    def _through(self, door: str | None) -> None:
        """From the two worlds of the beginning on: into one of them, or to the world that was asked for behind them."""
        if door in ("story", "viewer"):  # its chapters are worlds of their own; a viewer joins the right one
            self._send(Speed(START_SPEED))
            self._send(Until(None))
            self.call_later(self.run_action, f"open('{door}')")
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
            self.push_screen(first(self._door, self.frame, self.lang))

    async def on_event(self, event: events.Event) -> None:
        if self._keeper is not None:
            self._keeper.notice(event)
        await super().on_event(event)

    def show_frame(self, frame: Frame) -> None:
        """Have the open screens draw this frame, of now or of before."""
        self.frame = frame
        self._look()
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Showing):
                screen.show(self.frame)
            if not screen.is_modal:
                break  # it hides the screens below, which catch up when they come back

    @property
    def room(self) -> Room | None:
        """The room that is open, under whatever cards lie on it."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Room)), None)

    def _look(self) -> None:
        """Have frames carry what the open room needs, and nothing else."""
        wanted = self.room.ATTENDS if self.room is not None else ""
        if wanted != self._attending:
            self._attending = wanted
            self.session.send(Attend(wanted))
        self.lookback.furnish()

    def _send(self, command: Command, **wish: Any) -> int:
        """Send a command, and show at once what it asks for; its number. Not while somebody looks at another time:
        0 then."""
        if self.lookback.refuses(command):
            return 0
        number = self.session.send(command)
        if wish and self.frame is not None:
            self._echo.wish(number, **wish)
            self.frame = self._echo.over(self.frame)
            for screen in self.screen_stack:
                if isinstance(screen, Showing):
                    screen.show_state(self.frame)
        return number

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """What needs a world and is asked for before its first picture is kept until that comes, and said to be."""
        name = action.partition("(")[0] if isinstance(action, str) else action[1]
        if self.frame is None and name in NEEDING and default_namespace in (None, self):
            self._kept.append(action)
            self.notify(catalogue(self.lang)("app.opens.kept"), markup=False)
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a world cannot run before its first picture, and the timeline's keys only where it stands."""
        if action == "look":
            return self.lookback.is_open and not self.screen.is_modal
        return self.frame is not None or action not in NEEDING

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
            self._send(Pause(on), paused=on)

    def action_step(self) -> None:
        if self._waits_for_turns():
            return
        after = self.lookback.next_recorded()
        if after is not None:
            self._send(Pause(True), paused=True)
            self._send(Seek(after))
        else:
            self._send(Step(), paused=True)

    def action_timeline(self) -> None:
        if self.room is not None and self.room.GAME:  # its next turn would be one of another hour
            self.notify(catalogue(self.lang)("timeline.playing"), severity="warning", markup=False)
        else:
            self.lookback.open()

    def action_look(self, where: str) -> None:
        self.lookback.move(where)

    def on_timeline_moved(self, event: Timeline.Moved) -> None:
        self.lookback.move_to(event.tick)

    def action_faster(self) -> None:
        self._run_at(1)

    def action_slower(self) -> None:
        self._run_at(-1)

    def _run_at(self, by: int) -> None:
        if self.frame is not None:
            speed = next_speed(self.frame.speed, by)
            self._send(Speed(speed), speed=speed)

    def action_choose(self, what: str) -> None:
        if self.frame is None or self.lookback.refuses():
            return
        if what == "algorithm":
            self.push_screen(ChooseAlgorithm(self.frame, self.lang), self.switch_to)
        else:
            self.push_screen(ChooseByName(what, self.session, self.frame, self.lang), self._follower(what))

    def action_stages(self) -> None:
        if self.frame is not None and not isinstance(self.screen, Stages) and not self.lookback.refuses():
            self.push_screen(Stages(self.session, self.frame, self.lang))

    def action_turns(self) -> None:
        """Time stops at turning points from now on, or no longer does."""
        if self.frame is not None:
            command = StopAtTurns(not self.frame.stops)
            if not self.lookback.refuses(command):
                self.session.send(command)
                self.remember(stop_at_turning_points=command.on)

    def action_open(self, name: str) -> None:
        """A room; its own key leads home again."""
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
            room = ROOMS[name](self._door, self.frame, self.lang)
            self.push_screen(room)
            room.enter()
        self._look()

    def action_recordings(self) -> None:
        self._beginnings.choose()

    def action_anew(self) -> None:
        self._beginnings.anew()

    def action_resume(self) -> None:
        self._beginnings.back()

    def action_menu(self) -> None:
        self.to_dashboard()
        self.push_screen(Menu(self.frame, self._dashboard.people, self.lang), self._go)

    def _go(self, action: str | None) -> None:
        if action:
            self.call_later(self.run_action, action)

    def switch_to(self, algorithm: str | None) -> None:
        """Another algorithm for everyone."""
        if algorithm is not None:
            self._send(SwitchAlgorithm(algorithm), algorithm=algorithm)
            if self.frame is not None and self.frame.notice == WAKING:
                self.notify(catalogue(self.lang)("app.opens.later"), markup=False)

    def _follower(self, what: str) -> Any:
        make = FollowPerson if what == "person" else FollowCreator

        def follow(chosen: int | None) -> None:
            if chosen is not None:
                self._send(make(chosen))

        return follow

    def on_person_picked(self, event: PersonPicked) -> None:
        self._send(FollowPerson(event.person))

    def on_creator_picked(self, event: CreatorPicked) -> None:
        self._send(FollowCreator(event.creator))

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
        """Close whatever lies on the dashboard; was there anything?"""
        above = len(self.screen_stack) > 1
        while len(self.screen_stack) > 1:
            if isinstance(self.screen, Room):
                self.screen.leave()
            self.pop_screen()
        if above and self.frame is not None:
            self._look()
            self._dashboard.show(self.frame)
        return above

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

    def action_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            say = catalogue(self.lang)
            self.push_screen(CommandPalette([Commands], placeholder=say("app.palette.placeholder")))

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
        """Everything in "en" or "zh" from now on, what the world says included."""
        self.lang = lang
        for screen in {*self.screen_stack, self._help}:
            if isinstance(screen, Showing):
                screen.set_language(lang)
        self.lookback.furnish()
        self._send(Language(lang))
        self.remember(lang=lang)

    async def action_quit(self) -> None:
        self.exit(0)
