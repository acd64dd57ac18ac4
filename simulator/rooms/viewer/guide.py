"""What the player is told: how to play, what the mirror shows, how far it is to the way out."""

from __future__ import annotations

from simulator.app import view
from simulator.app.kit.rows import Row, paragraph, telling
from simulator.app.kit.strokes import gauge
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.rooms.viewer.game import FIRST, GROWN_H, PER_HOUR, Mirror, Phase, ViewerGame, too_young
from simulator.rooms.viewer.game_panel import GamePanel


class PlayerGuide(GamePanel):
    """A progress bar and a few sentences."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say(f"viewer.{self._game.phase.value}.title"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        game = self._game
        rows: list[Row] = []
        if game.playing:
            rows += [telling("viewer.help.progress", *self._progress(game, width))]
        told = "?viewer.help.width" if game.phase == Phase.MIRROR else "?viewer.help.goal"
        told = "" if game.phase == Phase.MEETING else told
        for sentence in self._sentences(frame, game):
            rows += paragraph(sentence, told, width, height - len(rows))
        return rows

    def _progress(self, game: ViewerGame, width: int) -> Row:
        done = FIRST - game.left
        text = f" {self.say('viewer.progress', n=done, of=FIRST)}"
        full, rest = gauge(done / FIRST, max(width - len(text) - 8, 1))
        return ((full, "primary"), (rest, "dim"), (text, "bold"))

    def _sentences(self, frame: Frame, game: ViewerGame) -> list[str]:
        say, mirror = self.say, game.mirror
        now = view.decimal(game.width)
        goal = view.decimal(game.goal)
        match game.phase:
            case Phase.MIRROR if mirror is not None:
                way = "out" if game.is_narrow else "in"
                return [*self._mirror(frame, mirror), say(f"viewer.mirror.{way}")]
            case Phase.ESCAPE | Phase.ENTER:
                task = f"viewer.{game.phase.value}"
                hint = "hint" if game.left > FIRST // 2 else "hint_late"
                return [say(f"{task}.goal", goal=goal, now=now, left=game.left), say(f"{task}.{hint}")]
            case Phase.WON | Phase.LOST:
                way = "out" if game.is_narrow else "in"
                key = f"viewer.{game.phase.value}.{way}"
                reason, topic, counts = game.why()
                topics = {"topic": topic, "to": counts.pop("to")}
                words = {name: view.topic_word(frame, number, say) for name, number in topics.items()}
                told = say(f"viewer.why.{reason}", **words, **counts)
                return [say(key, n=len(game.met) - FIRST, now=now, goal=goal), told, say("viewer.again")]
            case _ if game.thinks is None and (hours := too_young(frame.vitals.people, frame.tick)):
                return [say("viewer.meeting.young", days=GROWN_H // HOURS_PER_DAY, left=hours)]
            case _:
                return [
                    say("viewer.meeting.text", name=frame.phone.name),
                    say("viewer.meeting.learns", n=PER_HOUR),
                ]

    def _mirror(self, frame: Frame, mirror: Mirror) -> list[str]:
        say, left = self.say, FIRST - mirror.ended - mirror.skipped
        did = say(
            "viewer.mirror.did",
            n=FIRST,
            ended=mirror.ended,
            skipped=mirror.skipped,
            left=left,
            liked=mirror.liked,
        )
        width = say("viewer.mirror.width", now=view.decimal(mirror.now), of=len(frame.topics))
        share = say(
            "viewer.mirror.leading",
            topic=view.topic_word(frame, mirror.leading, say),
            share=view.percent(mirror.share),
        )
        return [did, width, share]
