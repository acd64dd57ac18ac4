"""The weeks of a creator at work, one beside the other: what each brought, and what was done otherwise in it."""

from __future__ import annotations

import numpy as np

from simulator.app import view
from simulator.app.chart import Line, chart
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.table import WIDEST, TableColumn, table
from simulator.app.widgets.brand_panel import most_watched
from simulator.frames import Frame
from simulator.rooms.studio.game import GOAL, WEEKS
from simulator.rooms.studio.panels import StudioPanel, worded
from simulator.rooms.studio.state import Studio

COLUMNS = ("outgrown", "won", "others_won", "views", "completion", "new_followers")
"""What a week brought, as `Studio` calls it."""
SIZE, NAMED = 10, 8
CURVES = 10
"""Rows of the chart of points."""
TOP = 8
"""Most watched videos that are listed."""


class StudioWeeks(StudioPanel):
    """A table of the weeks, a chart of the points, and the most watched videos, as far as there is room."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("studio.weeks"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        rows = self._table(width)
        if height - len(rows) > CURVES + 1:
            rows += [(), *self._points(width, CURVES)]
        if (room := min(height - len(rows) - 1, TOP + 1)) > 2:
            rows += [(), *most_watched(frame.brand, width, room, self.say)]
        return rows[:height]

    def _table(self, width: int) -> list[Row]:
        """A row for each week, and under it in words what was turned."""
        played = self.game.weeks
        names = [self.say("studio.week", n=place + 1) for place in range(WEEKS)]
        inks = ["bold" if place < len(played) else "dim" for place in range(WEEKS)]
        figures = [self._week(week) for week in played]
        columns = [
            TableColumn(
                (), [((name, ink),) for name, ink in zip(names, inks, strict=True)], least=NAMED, most=WIDEST
            ),
            *(
                TableColumn(
                    ((self.say(f"studio.column.{name}"), "dim"),),
                    [week[name] for week in figures] + [()] * (WEEKS - len(figures)),
                    rank=place,
                    size=SIZE,
                    end=True,
                )
                for place, name in enumerate(COLUMNS)
            ),
        ]
        head, body = table(columns, WEEKS, width)
        rows: list[Row] = [head]
        for place, row in enumerate(body):
            rows += [row, self._turned(place, width) if place < len(played) else ()]
        return rows

    def _week(self, week: Studio) -> dict[str, Row]:
        """What stands in each column."""
        figures = {
            "outgrown": view.percent(week.outgrown),
            "won": view.whole(round(week.won)),
            "others_won": view.decimal(week.others_won, 0),
            "views": view.whole(week.views),
            "completion": view.percent(week.completion),
            "new_followers": view.whole(week.new_followers),
        }
        good = "bold success" if week.outgrown >= GOAL else "bold"
        return {
            name: telling(f"studio.help.{name}", (figures[name], good if name == "outgrown" else ""))
            for name in COLUMNS
        }

    def _turned(self, place: int, width: int) -> Row:
        say = self.say
        words = [
            say("studio.turned", lever=say(f"studio.lever.{lever}.name"), value=worded(lever, value, say))
            for lever, value in self.game.turned(place).items()
        ]
        return (("  " + say("studio.and").join(words), "dim"),) if words else ()

    def _points(self, width: int, height: int) -> list[Row]:
        """Points week by week, beside those of the middling rival."""
        weeks, say = self.game.weeks, self.say
        head: Row = ((say("studio.points"), "bold"),)
        if len(weeks) < 2:
            return [head, ((say("studio.points_later"), "dim"),), *[()] * (height - 2)]
        ticks = np.array([week.tick for week in weeks], np.int32)
        won = np.array([week.won for week in weeks])
        others = np.array([week.others_won for week in weeks])
        lines = (
            Line(say("studio.you"), "primary ?studio.help.won", won),
            Line(say("studio.middling"), "accent ?studio.help.others_won", others),
        )
        most = _round(float(np.nanmax(np.concatenate((won, others)))))
        drawn = chart(ticks, lines, width, height - 1, say, lambda points: view.count(points, say), most)
        return [head, *drawn]


def _round(points: float) -> float:
    """The next round number: 1, 2 or 5 with noughts behind."""
    size = 10.0 ** np.floor(np.log10(max(points, 1.0)))
    return float(next(step * size for step in (1, 2, 5, 10) if points <= step * size))
