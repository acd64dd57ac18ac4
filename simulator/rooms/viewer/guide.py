"""What the player is told: how to play, what the mirror shows, how far it is to the way out."""

from __future__ import annotations

from simulator.app import view
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.strokes import gauge, wrap
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.rooms.viewer.sitting import FIRST, GROWN_H, PER_HOUR, Mirror, Phase, Sitting, too_young
from simulator.rooms.viewer.sitting_panel import SittingPanel


class PlayerGuide(SittingPanel):
    """A progress bar and a few sentences."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say(f"viewer.{self._sitting.phase.value}.title"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        sitting = self._sitting
        rows: list[Row] = []
        if sitting.playing:
            rows += [telling("viewer.help.progress", *self._progress(sitting, width))]
        told = "?viewer.help.width" if sitting.phase == Phase.MIRROR else "?viewer.help.goal"
        told = "" if sitting.phase == Phase.MEETING else told
        for sentence in self._sentences(frame, sitting):
            rows += [((line, told),) for line in wrap(sentence, width, height - len(rows))]
        return rows

    def _progress(self, sitting: Sitting, width: int) -> Row:
        done = FIRST - sitting.left
        text = f" {self.say('viewer.progress', n=done, of=FIRST)}"
        full, rest = gauge(done / FIRST, max(width - len(text) - 8, 1))
        return ((full, "primary"), (rest, "dim"), (text, "bold"))

    def _sentences(self, frame: Frame, sitting: Sitting) -> list[str]:
        say, mirror = self.say, sitting.mirror
        now = view.decimal(sitting.width)
        goal = view.decimal(sitting.goal)
        match sitting.phase:
            case Phase.MIRROR if mirror is not None:
                way = "out" if sitting.is_narrow else "in"
                return [*self._mirror(frame, mirror), say(f"viewer.mirror.{way}")]
            case Phase.ESCAPE | Phase.ENTER:
                task = f"viewer.{sitting.phase.value}"
                hint = "hint" if sitting.left > FIRST // 2 else "hint_late"
                return [say(f"{task}.goal", goal=goal, now=now, left=sitting.left), say(f"{task}.{hint}")]
            case Phase.WON | Phase.LOST:
                way = "out" if sitting.is_narrow else "in"
                key = f"viewer.{sitting.phase.value}.{way}"
                reason, topic, counts = sitting.why()
                told = say(f"viewer.why.{reason}", topic=view.topic_word(frame, topic, say), **counts)
                return [say(key, n=len(sitting.met) - FIRST, now=now, goal=goal), told, say("viewer.again")]
            case _ if sitting.thinks is None and (hours := too_young(frame.vitals.people, frame.tick)):
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
