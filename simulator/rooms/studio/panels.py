"""The panels of a creator at work: the levers, the growth beside that of rivals, and what the last week says."""

from __future__ import annotations

import math

from simulator.app import view
from simulator.app.chart import Line, chart
from simulator.app.kit.rows import Part, Row, line, paragraph, telling
from simulator.app.kit.strokes import bar, gauge
from simulator.app.kit.text import shortened
from simulator.app.widgets.panel import Panel
from simulator.frames import HOURS_PER_DAY, Frame, HotTrend
from simulator.locale import Wording
from simulator.rooms.studio.game import DAYS, EVERYTHING, GOAL, LEVERS, STEPS, WEEKS, CreatorGame, Hint
from simulator.rooms.studio.lessons import Lesson, lessons
from simulator.rooms.studio.state import Studio

TOLD = 5
"""Rows for the sentence on a lever."""
HINTED = 4
"""Rows at least for hints, with the blank above them."""
RIVAL = 15
"""Cells for a rival's name at the end of its curve."""
MOST_TRENDS = 3
FIGURES = {"new_reached": "reached", "live_follows": "live_viewers"}
"""What explains a figure, where that has another name."""
CLUE = "»"
"""Stands before a hint, and before the levers that it speaks of; arrows are keys."""
AMOUNTS = frozenset(("times", "views", "others_views", "viewers"))
"""Values of hints that are amounts, not shares."""
ROOMY = 40
"""Cells from which sliders have their full length."""
WHOLE = 52
"""Cells from which figures have their long names."""


class StudioPanel(Panel):
    """Knows the studio of now and the game."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self.studio: Studio | None = None
        self.game = CreatorGame()

    def look(self, frame: Frame, studio: Studio | None, game: CreatorGame) -> None:
        """Show how things stand."""
        self.frame, self.studio, self.game = frame, studio, game
        self.redraw()


class StudioLevers(StudioPanel):
    """The plan for the coming week, a lever a row, with a sentence on the marked one."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._marked = 0

    def look(self, frame: Frame, studio: Studio | None, game: CreatorGame, marked: int = 0) -> None:
        self._marked = marked
        super().look(frame, studio, game)

    def titles(self, frame: Frame) -> tuple[str, str]:
        name = frame.brand.name if self.studio is not None else ""
        return self.say("studio.levers", name=name), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        if self.studio is None or not self.game.plan:
            return paragraph(self.say("studio.waiting"), "dim", width, height)
        airy = height >= 2 * len(LEVERS) + 10
        clues = {lever for hint in self.game.hints() for lever in hint.advice}
        rows: list[Row] = []
        first = max(min(self._marked - height // 2, len(LEVERS) - height), 0)
        for place, lever in enumerate(LEVERS[first:], first):
            rows += [
                self._lever(lever, width, place == self._marked, lever in clues),
                *([()] if airy else []),
            ]
        text = paragraph(self.say(f"studio.lever.{LEVERS[self._marked]}.text"), "", width, TOLD)
        rows += [(), *text, *[()] * (TOLD - len(text))]
        topic = view.topic_word(frame, frame.brand.topic, self.say)
        work = self.say(
            "studio.work",
            topic=topic,
            posts=view.decimal(self.studio.levers.posts_per_day),
            quality=view.percent(self.studio.levers.quality),
        )
        rows += [(), *paragraph(work, "dim", width, 3)]
        scored = paragraph(self.say("studio.scored"), "dim ?studio.help.won", width, 6)
        if self.game.weeks and height > len(rows) + len(scored):
            rows += [(), *scored]
        return rows

    def _lever(self, lever: str, width: int, marked: bool, clue: bool) -> Row:
        value = self.game.plan[lever]
        ink = "bold accent" if marked else ""
        sign = "▸" if marked else CLUE if clue else " "
        told, word, bold = f" ?studio.lever.{lever}", worded(lever, value, self.say), "bold" if marked else ""
        name: Part = (f"{sign} {self.say(f'studio.lever.{lever}.name')}", ink + told, 18)
        if isinstance(value, str):
            return line(width, name, (f"‹ {word} ›", bold + told))
        done, rest = gauge(STEPS.index(value) / (len(STEPS) - 1), 10 if width >= ROOMY else 4)
        drawn = ((done, f"{bold} primary".strip() + told), (rest, "dim" + told))
        return line(width, name, *drawn, (f" {word}", bold + told))


class StudioGrowth(StudioPanel):
    """The creator's reach over time, its followers, and how far the strongest and the middling rival came meanwhile."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("studio.growth"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        people, brand = max(frame.vitals.people, 1), frame.brand
        lines = [
            Line(self.say("studio.reached"), "primary ?brand.reach", brand.reach_curve),
            Line(self.say("studio.followers"), "success ?brand.followers", brand.follower_curve / people),
        ]
        for course in self.studio.courses if self.studio is not None else ():
            if len(course.reached) == len(brand.tick):
                ink = "warning" if course.strongest else "accent"
                name = course.name if course.strongest else self.say("studio.middling")
                lines.append(Line(shortened(name, RIVAL), f"{ink} ?studio.help.courses", course.reached))
        return chart(brand.tick, lines, width, height, self.say)


class StudioReport(StudioPanel):
    """The score, the last week's figures, and what they suggest."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._until: int | None = None

    def look(self, frame: Frame, studio: Studio | None, game: CreatorGame, until: int | None = None) -> None:
        self._until = until
        super().look(frame, studio, game)

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        week = min(len(self.game.weeks) + 1, WEEKS)
        return self.say("studio.report", week=week, of=WEEKS), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        rows = self._score(width)
        if self._until is not None:
            left_days = -(-(self._until - frame.tick) // HOURS_PER_DAY)
            rows += [(), ((self.say("studio.passing", days=max(left_days, 0)), "bold warning"),)]
        elif self.game.over:
            key = "studio.won" if self.game.won else "studio.lost"
            rows += [(), *paragraph(self.say(key), "bold", width, 3)]
            return [*rows, (), *self._lessons(width, height - len(rows) - 1)][:height]
        week = self.game.weeks[-1] if self.game.weeks else None
        if week is not None:
            figures = [*self._figures(week, width), *self._brought(week, width)]
            head = self.say("studio.brought", week=len(self.game.weeks))
            rows += [
                ((head, "bold primary"),),
                *figures[: max(height - len(rows) - 1 - HINTED, 2)],
                (),
            ]
            for hint in self.game.hints()[: max((height - len(rows)) // 2, 1)]:
                rows += paragraph(f"{CLUE} {self._hint(hint)}", "", width, min(3, height - len(rows)))
            rival = self._rival(week, width)
            rows += [(), *rival] if rival and len(rows) + len(rival) < height else []
        elif self._until is None and self.studio is not None:
            for text in self._begin(frame):
                rows += [
                    (),
                    *paragraph(text, "", width, min(6, height - len(rows) - 1)),
                ]
        rows += self._trends(frame, width, height - len(rows))
        said = next((r for r in frame.remarks if self.studio and r.creator == self.studio.creator), None)
        if said is not None and len(rows) + 2 <= height:
            rows += [(), ((f"“{said.text}” {said.name}", "dim"),)]
        return rows[:height]

    def _begin(self, frame: Frame) -> tuple[str, ...]:
        rivals = self.studio.rivals if self.studio is not None else 0
        topic = view.topic_word(frame, frame.brand.topic, self.say)
        begin = self.say("studio.begin", rivals=rivals, topic=topic, weeks=WEEKS)
        return begin, self.say("studio.scored"), self.say("studio.clues")

    def _lessons(self, width: int, room: int) -> list[Row]:
        """What worked in these weeks, as far as so few can tell."""
        say, told = self.say, " ?studio.help.lessons"
        rows: list[Row] = [((say("studio.lessons"), "bold primary" + told),)]
        asked = self.studio.creator if self.studio is not None else 0
        end = paragraph(say("studio.lessons_ask", creator=asked, days=WEEKS * DAYS), "dim", width, 4)
        found = lessons(self.game)
        if not found:
            rows += paragraph(say("studio.lessons_none"), "", width, 4)
        for lesson in found:
            text = paragraph(f"{CLUE} {self._lesson(lesson)}", told.strip(), width, 3)
            if len(rows) + len(text) + len(end) + 1 > room:
                break
            rows += text
        return [*rows, (), *end]

    def _lesson(self, lesson: Lesson) -> str:
        say, sure = self.say, lesson.difference.interval()
        return say(
            "studio.lesson",
            lever=say(f"studio.lever.{lesson.lever}.name"),
            value=worded(lesson.lever, lesson.value, say),
            weeks=lesson.weeks,
            others=lesson.others,
            by=_points(lesson.difference.mean),
            low=_points(sure.low),
            high=_points(sure.high),
            verdict=say(f"studio.verdict.{lesson.verdict}"),
        )

    def _score(self, width: int) -> list[Row]:
        score = self.game.score
        if not self.game.weeks:
            goal = self.say("studio.goal", goal=view.percent(GOAL), weeks=WEEKS)
            return paragraph(goal, "bold ?studio.help.score", width, 2)
        text = self.say("studio.score", share=view.percent(score), goal=view.percent(GOAL))
        drawn = bar(score if math.isfinite(score) else 0.0, min(width, 40))
        told: list[Row] = paragraph(text, "bold ?studio.help.score", width, 2)
        return [*told, ((drawn, ("success" if score >= GOAL else "primary") + " ?studio.help.score"),)]

    def _figures(self, week: Studio, width: int) -> list[Row]:
        say = self.say
        before = self.game.weeks[-2].won if len(self.game.weeks) > 1 else math.nan
        was = say("studio.before", n=view.whole(round(before))) if math.isfinite(before) else ""
        ahead = round(week.outgrown * week.rivals) if math.isfinite(week.outgrown) else 0
        figures = (
            ("outgrown", view.percent(week.outgrown), say("studio.ahead", n=ahead, of=week.rivals)),
            ("won", view.whole(round(week.won)), was),
            ("others_won", _rounded(week.others_won), ""),
            ("views", view.whole(week.views), say("studio.per_video", n=view.decimal(week.views_per_video))),
            (
                "completion",
                view.percent(week.completion),
                say("studio.others", n=view.percent(week.others_completion)),
            ),
            ("new_reached", view.whole(week.new_reached), view.whole(week.reached)),
            ("new_followers", view.whole(week.new_followers), view.whole(week.followers)),
            ("trust", view.percent(week.trust), ""),
        )
        return [
            self._figure(
                name, value, say("studio.in_all", n=more) if name.startswith("new_") else more, width
            )
            for name, value, more in figures
        ]

    def _figure(self, name: str, value: str, more: str, width: int) -> Row:
        named, written, words = (28, 7, "figure") if width >= WHOLE else (14, 5, "short")
        label = self.say(f"studio.{words}.{name}")
        row = line(width, (label, "", named), (value, "bold", -written), (f"  {more}", "dim"))
        return telling(f"studio.help.{FIGURES.get(name, name)}", *row)

    def _brought(self, week: Studio, width: int) -> list[Row]:
        """What trends, guests and live streams brought, if there were any."""
        say, live, trend, guest = self.say, week.live, week.trend, week.guest
        rows: list[Row] = []
        if trend.videos:
            more = say("studio.without", n=view.decimal(trend.other_views))
            rows.append(self._figure("trend", view.decimal(trend.views), more, width))
        if guest.videos:
            more = say("studio.alone", n=view.decimal(guest.other_views))
            rows.append(self._figure("guest", view.decimal(guest.views), more, width))
        if live.streams:
            streams, gifts = say("studio.streams", n=live.streams), say("studio.gifts", n=live.gifts)
            rows.append(self._figure("live_viewers", view.whole(live.viewers), streams, width))
            rows.append(self._figure("live_follows", view.whole(live.follows), gifts, width))
        return rows

    def _rival(self, week: Studio, width: int) -> list[Row]:
        rival, say = week.rival, self.say
        if not rival.won:
            return []
        text = say(
            "studio.rival",
            name=rival.name,
            n=view.whole(round(rival.won)),
            videos=rival.videos,
            completion=view.percent(rival.completion),
            kind=view.kind_word(rival.kind, say),
        )
        return paragraph(text, "dim", width, 3)

    def _trends(self, frame: Frame, width: int, room: int) -> list[Row]:
        """The running trends that the creator's videos could join, hottest first."""
        fitting = [trend for trend in frame.hot if trend.challenge or trend.topic == frame.brand.topic]
        if not fitting or room < 2:
            return []
        airy = room > 3
        shown = fitting[: min(MOST_TRENDS, room - 1 - airy)]
        head: Row = ((self.say("studio.trends"), "bold"),)
        return [*([()] if airy else []), head, *(self._heat(trend, width) for trend in shown)]

    def _heat(self, trend: HotTrend, width: int) -> Row:
        named = min(28, max(width - 22, 12))
        kind = self.say("studio.challenge" if trend.challenge else "studio.hashtag")
        heat = (view.percent(trend.heat), "bold accent ?studio.help.heat", -7)
        return line(width, (f"#{trend.tag}", "?studio.help.heat", named), heat, (f"  {kind}", "dim"))

    def _hint(self, hint: Hint) -> str:
        values = dict(hint.values)
        for name, value in values.items():
            if name == "kind" and isinstance(value, int):
                values[name] = view.kind_word(value, self.say)
            elif name in AMOUNTS and isinstance(value, float):
                values[name] = view.decimal(value)
            elif isinstance(value, float):
                values[name] = view.percent(value)
        return self.say(f"studio.hint.{hint.key}", **values)


def worded(lever: str, value: float | str, say: Wording) -> str:
    """Where a lever stands, in words."""
    if isinstance(value, float):
        return say(f"studio.lever.{lever}.at{STEPS.index(value)}")
    typed = lever == "kinds" and value != EVERYTHING
    return say(f"view.kind.{value}" if typed else f"studio.{lever}.{value}")


def _points(share: float) -> str:
    """Of 100, with its sign."""
    return f"{100 * share:+.0f}"


def _rounded(points: float) -> str:
    return view.whole(round(points)) if math.isfinite(points) else view.DASH
