"""What a chapter is about, above its words: the figure that it asks for, and beside it those that matter most."""

from __future__ import annotations

from simulator.app.kit.glyphs import PIXELS, large, split
from simulator.app.kit.rows import Row, cells, within
from simulator.app.readings import reading
from simulator.frames import Frame
from simulator.rooms.dashboard.figures import GAP, FigureLine
from simulator.rooms.story.measures import MEASURES, named, written
from simulator.rooms.story.telling import Storyteller


class ClaimLine(FigureLine):
    """One line; in more rows, for a full room, the figure in large digits."""

    DEFAULT_CSS = "Claim { height: 1; padding: 0 1; border: none; background: $panel; }"

    def __init__(self, telling: Storyteller, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._telling = telling

    def draw(self, frame: Frame) -> list[Row]:
        measure = self._telling.claim
        if not measure:
            return super().draw(frame)
        width, height = self.size
        name, value = named(measure, self.say), self._value(measure, frame)
        number, unit = split(value)
        told, ink = " ?story.help.claim", "bold accent card"
        drawn = large(number, width // 2, PIXELS if height >= PIXELS else height)
        if len(drawn) == 1:
            called: Row = ((f"▸ {name}", f"bold card{told}"),)
            figure: Row = ((" ", f"bold card{told}"), (value, f"{ink}{told}"))
            row = (*within(called, width - cells(figure)), *figure, (GAP, "card"))
            return [(*row, *self.others(frame, width - cells(row), {name}), (" " * width, "card"))]
        rows: list[Row] = []
        for line in drawn:
            said = f" {unit}  {name}" if line is drawn[-1] else ""
            rows.append(((f"  {line}", f"{ink}{told}"), (said, f"bold card{told}"), (" " * width, "card")))
        return rows

    def _value(self, measure: str, frame: Frame) -> str:
        """With its unit, where it has one: of so many topics."""
        part, _, figure = measure.partition(".")
        value = MEASURES[measure].read(frame)
        return (
            reading(figure, value, frame, self.say) if part in ("vitals", "twin") else written(measure, value)
        )
