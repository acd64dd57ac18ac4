"""The first line: when it is, how fast time runs, which algorithm chooses, and how large the world is."""

from __future__ import annotations

from textual import events

from simulator.app import turns, view
from simulator.app.keybar import GAP
from simulator.app.kit import clock
from simulator.app.kit.rows import REST, Piece, Row, as_many, cells, line
from simulator.app.kit.strokes import full_of
from simulator.app.kit.text import left, widest
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.session import SPEEDS

WAKING = "waking"
"""The notice of a world that lives what lies before its beginning: as fast as it can, whatever the speed."""

RATE_S = 0.5
"""The reached speed is renewed no more often than this."""


class StatusBar(Panel):
    """One line. What matters least goes first when room gets short."""

    LAST = True

    DEFAULT_CSS = "StatusBar { height: 1; padding: 0 1; border: none; background: $panel; }"

    def __init__(self, lang: str, id: str | None = None, *, by_turns: bool = False) -> None:  # noqa: A002
        """`by_turns`: hours pass at the turns of somebody who plays, so that in between it is theirs."""
        super().__init__(lang, id)
        self._by_turns = by_turns
        self._rate = 0.0
        self._rated_at = -1e9

    async def on_click(self, event: events.Click) -> None:
        """At the left, on the clock: it stops or runs on. At the right: the algorithm is chosen."""
        left = event.screen_x < self.size.width // 2
        await self.app.run_action("pause" if left else "choose('algorithm')")

    def draw(self, frame: Frame) -> list[Row]:
        self._measure(frame)
        width = self.size.width
        begin, parts = self._begin(frame), self._end(frame)
        room = width - max(cells(begin) + GAP, min(self._widest(frame), width - cells(parts[0])))
        last = len(parts) - 1  # the online: the room that their number may take is behind all
        end = as_many(room, parts, " · ", "dim card", [*range(last - 1), last, last - 1])
        return [line(width, *begin, (full_of(" "), "card", REST), *end)]

    def _begin(self, frame: Frame) -> list[Piece]:
        """Clock and speed, which move; so they stand at the left, with nothing behind them to push."""
        say = self.say
        pieces = [(view.clock(frame.tick, say), "bold card ?status.clock")]
        if frame.notice == WAKING:
            pieces += [(f"   ▶ {say('app.notice.waking')}", "bold accent card ?status.past")]
            if frame.paused:
                pieces.append((f" ■ {say('view.speed.then')}", "bold warning card ?status.past"))
            return pieces
        if frame.past:
            pieces.append((f"   ◀ {say('timeline.status')}", "bold warning card"))
        elif self._by_turns and frame.paused and frame.owed <= 1:
            text = f"▶ {say('view.speed.hour')}" if frame.owed else say("view.speed.turn")
            pieces.append((f"   {text}", "bold accent card"))
        elif frame.paused and frame.owed <= 1 and (turn := turns.stopping(frame)):
            text = turns.within(*turn, frame, say, self.size.width // 2)
            pieces.append((f"   ■ {text}", "bold warning card ?status.stops"))
        elif frame.paused and frame.owed > 1:
            pieces.append((f"   ▶ {say('view.speed.passing', hours=frame.owed)}", "bold accent card"))
        elif frame.paused:
            pieces.append((f"   ■ {say('view.speed.paused')}", "bold warning card"))
        else:
            pieces.append((f"   ▶ {view.speed(frame.speed, say)}", "card ?status.speed"))
            reached = view.reached(frame, self._rate, say)
            if reached:
                pieces.append((f" {reached}", "dim card ?status.speed"))
        key = f"app.notice.{frame.notice}"
        if frame.notice:
            pieces.append((f"   {say(key) if key in say else frame.notice}", "bold warning card"))
        return pieces

    def _widest(self, frame: Frame) -> int:
        """Cells that the beginning may come to take, and the gap: what follows keeps off them, and so never moves."""
        say = self.say
        speed = f"   ▶ {view.speed(max(SPEEDS), say)} {say('view.speed.reached', rate='999')}"
        return widest([view.clock(frame.tick, say) + speed], gap=GAP)

    def _end(self, frame: Frame) -> list[Row]:
        """The rest as it stands: what matters most first, but those online last."""
        say, vitals = self.say, (self.settled or frame).vitals
        people = view.whole(vitals.people)
        name = view.algorithm_name(frame.algorithm, say)
        twin = view.algorithm_name(frame.twin.algorithm, say) if frame.twin else ""
        on = sum(stage.on for stage in frame.stages)
        chosen = f"{name} {say('view.status.stages', n=on)}" if on else name
        online, most = (
            say("view.status.online", online=number, people=people)
            for number in (view.whole(vitals.online), people)
        )
        said = [
            (frame.recorded is not None, f"● {say('timeline.status_recording')}", "bold accent card"),
            (True, say("view.status.algorithm", name=chosen), "bold primary card ?status.algorithm"),
            (twin, say("worlds.status", name=twin), "bold accent card ?worlds.help.here"),
            (frame.aside, say("back.status"), "bold accent card ?back"),
            (frame.stops, say("turns.status"), "bold warning card ?status.stops"),
            (True, say("view.status.videos", videos=view.whole(vitals.videos)), "card ?status.videos"),
            (True, left(online, widest([most], gap=0)), "card ?status.online"),
        ]
        return [((text, ink),) for so, text, ink in said if so]

    def _measure(self, frame: Frame) -> None:
        now = clock.now()
        if frame.paused or now - self._rated_at >= RATE_S:
            self._rate, self._rated_at = frame.rate, now
