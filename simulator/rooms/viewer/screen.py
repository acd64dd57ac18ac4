"""Be a viewer: the phone is the player's, and beside it stands what the algorithm takes them to like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.kit import clock
from simulator.app.screens.room import Room
from simulator.engine.action import Action
from simulator.frames import Frame
from simulator.rooms.viewer.game import Phase, ViewerGame, too_young
from simulator.rooms.viewer.game_panel import GamePanel
from simulator.rooms.viewer.guide import PlayerGuide
from simulator.rooms.viewer.mind import PlayerMind
from simulator.rooms.viewer.past import PlayerPast
from simulator.rooms.viewer.phone import PlayerPhone
from simulator.rooms.viewer.player_map import PlayerCard, PlayerMap
from simulator.rooms.viewer.state import PlayerFeed
from simulator.session import Act, FollowPerson, Pause, Play, Session, Step

PACE = 3.0
"""Seconds of a video that pass in a second: nobody wants to wait for a stranger's noodles."""
REDRAWN_S = 0.1
LEFT_ALONE, MOST_RATIO = 2.0, 5.0
"""So many times a video runs at most by itself: whoever looks elsewhere does not love it; and so many with replays."""


class ViewerRoom(Room):
    """Time stands still while it is open, but for an hour after every second video."""

    NAME = "viewer"
    ATTENDS = "player"
    BORROWS = frozenset(("space",))
    GAME = True
    CSS_PATH = "viewer.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("viewer.key.next", ("down", "space"), ("↓", "space"), "screen.next", 1),
        Entry("viewer.key.on", ("enter",), ("enter",), "screen.on"),
        Entry("viewer.key.like", ("l",), ("l",), "screen.press('liked')", 1),
        Entry("viewer.key.comment", ("k",), ("k",), "screen.press('commented')", 3),
        Entry("viewer.key.follow", ("f",), ("f",), "screen.press('followed')", 3),
        Entry("viewer.key.share", ("g",), ("g",), "screen.press('shared')", 4),
        Entry("viewer.key.dislike", ("x",), ("x",), "screen.dislike", 1),
        Entry("viewer.key.replay", ("o",), ("o",), "screen.replay", 4),
        Entry("viewer.key.again", ("n",), ("n",), "screen.again", 13),
        Entry("viewer.key.keep", (), ("ctrl+s",), "app.picture"),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self.game = ViewerGame(len(frame.topics))
        self.feed: PlayerFeed | None = None
        self.place = 0
        self.seconds = 0.0
        """Of the video on screen, watched so far."""
        self._rounds = LEFT_ALONE
        """So many times it runs at most."""
        self.held = True
        """Does the video on screen wait for a key, while somebody reads how to play or what to do?"""
        self._looked_at = clock.now()
        self._acts: dict[str, bool] = {}
        self._waiting = True
        self._here = self._asked = False
        """Is the stranger here, and were hours asked for that the platform lacks?"""
        self._ran_before = not frame.paused
        self._followed = frame.phone.person
        """Whom the screen followed before."""

    def furniture(self) -> Iterable[Widget]:
        yield PlayerPhone(self.lang, id="player-phone")
        yield PlayerMap(self.lang, id="player-map")
        yield PlayerCard(self.lang, id="player-card")
        yield PlayerPast(self.lang, id="player-past")
        yield PlayerMind(self.lang, id="player-mind")
        yield PlayerGuide(self.lang, id="player-guide")

    def keys(self) -> Iterable[Entry]:
        """While there is nothing to watch, the way on alone."""
        if self.game.playing:
            return self.KEYS
        on, again, keep = (
            next(key for key in self.KEYS if key.id == f"viewer.key.{word}")
            for word in ("on", "again", "keep")
        )
        first = (replace(again, rank=1, line="enter"),) if self.game.over else (replace(on, rank=1), again)
        return (*first, replace(keep, rank=1))

    def portrait(self) -> Widget | None:
        """The card, while it lies there."""
        card = self.query_one(PlayerCard)
        return card if card.is_on_screen and not self.game.playing else None

    def enter(self) -> None:
        self._ran_before = not self.frame.paused
        self.session.send(Pause(True))
        self._await(self.frame)

    def _await(self, frame: Frame) -> None:
        """The stranger comes once the platform has lived its past, and long enough."""
        if not frame.ready:
            return
        hours = too_young(frame.vitals.people, frame.tick)
        if not hours:
            self._come()
        elif not self._asked:
            self._asked = True
            self.session.send(Step(hours))

    def _come(self) -> None:
        """A stranger arrives."""
        self._here = True
        self.session.send(Play(True))

    def leave(self) -> None:
        """Time runs on, or stands still, as it did before: days that were still to pass do not."""
        self.session.send(Pause(not self._ran_before))
        if self.frame.phone.since < 0:  # nobody to look at: the stranger has not lived an hour
            self.session.send(FollowPerson(self._followed))

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(REDRAWN_S, self._play_on)

    def on_resize(self) -> None:
        self._draw()

    def show(self, frame: Frame) -> None:
        feed = frame.closeup
        if not self._here:
            self._await(frame)
        elif isinstance(feed, PlayerFeed) and feed.person >= 0:
            self._take_in(feed, frame)
        self.frame = frame
        self._status.show(frame)
        self._draw()

    def _take_in(self, feed: PlayerFeed, frame: Frame) -> None:
        fresh = self.feed is None or (feed.person, feed.tick) != (self.feed.person, self.feed.tick)
        self.feed = feed
        if frame.phone.person != feed.person:
            self.session.send(FollowPerson(feed.person))
        if fresh and self._waiting:
            self.game.think(feed.thinks)
            self.place, self._waiting = 0, False
            self._begin()

    def _begin(self) -> None:
        self.seconds, self._rounds, self._acts, self._looked_at = 0.0, LEFT_ALONE, {}, clock.now()

    def _run(self) -> None:
        """Let the video on screen run, if it waits for that."""
        if self.held:
            self.held = False
            self._draw_phone()

    @property
    def watching(self) -> bool:
        """Is a video on?"""
        there = self.feed is not None and self.place < len(self.feed.line)
        return there and not self._waiting and self.game.playing

    def _play_on(self) -> None:
        now = clock.now()
        passed, self._looked_at = now - self._looked_at, now
        if self.watching and not self.held and self.is_current and self.feed is not None:
            most = self._rounds * self.feed.line[self.place].duration_s
            self.seconds = min(self.seconds + PACE * passed, most)
            self._draw_phone()

    def action_press(self, act: str) -> None:
        """Do it, or take it back."""
        if self.watching:
            self._run()
            self._acts[act] = not self._acts.get(act, False)
            self._draw_phone()

    def action_dislike(self) -> None:
        """Not interested: and on to the next."""
        if self.watching:
            self._run()
            self._acts["disliked"] = True
            self.action_next()

    def action_replay(self) -> None:
        """From the beginning of the next round: what was watched of this one counts as a whole."""
        if self.watching and self.feed is not None:
            self._run()
            length = self.feed.line[self.place].duration_s
            rounds = self.seconds // length + 1
            self._rounds = min(max(rounds + 1, self._rounds), MOST_RATIO)
            self.seconds = min(rounds, MOST_RATIO) * length
            self._draw_phone()

    def action_next(self) -> None:
        """The next video. Whoever swipes on and on stops at the mirror, and at the end: they are to be read."""
        if self.game.playing:
            self.action_on()

    def action_on(self) -> None:
        """The next video, or the one that waits; in the mirror, on to the way out; after the end, a new game."""
        if self.game.phase == Phase.MIRROR:
            self.game.go_on()
            self.held = True
            self._begin()
            self._draw()
        elif self.game.over:
            self.action_again()
        elif self.watching and self.held:
            self._run()
        elif self.watching and self.feed is not None:
            item = self.feed.line[self.place]
            action = Action(item.video, self.seconds, **self._acts)
            self.session.send(Act(action))
            hour_over = self.game.meet(item, action)
            self.place += 1
            if hour_over or self.place >= len(self.feed.line):
                self._waiting = True
                self.session.send(Step(1))
            self._begin()
            self._draw()

    def action_again(self) -> None:
        """A new game with another stranger."""
        self.game, self._waiting, self.feed = ViewerGame(len(self.frame.topics)), True, None
        self.held = True
        self.session.send(Play(False))
        self.session.send(Play(True))
        self._draw()

    def set_language(self, lang: str) -> None:
        super().set_language(lang)
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        self._draw_phone()
        self.tell_keys()
        self.set_class(not self.game.playing, "-resting")
        for board in (*self.query(GamePanel), *self.query(PlayerMap)):
            if board.display:
                board.look(self.frame, self.game)

    def _draw_phone(self) -> None:
        feed = self.feed if self.watching else None
        if feed is None:
            feed = PlayerFeed(self.frame.phone.person, self.frame.tick, (), self.frame.phone.diet)
        self.query_one(PlayerPhone).play(self.frame, feed, self.place, self.seconds, self._acts, self.held)
