"""Widgets that can say what stands on them means: `h` walks through all that they tell, panel by panel, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import OptionList, Static

from simulator.app.explained import name, sentence
from simulator.locale import Wording

Words = tuple[str, str]
"""What something is called, and what it means."""


class Telling(Widget):
    """Each thing that is explained has an entry, such as "figures.minutes"; it stands in one place or in several."""

    LAST: ClassVar[bool] = False
    """Does a walk come here after everything else, wherever it stands?"""

    @property
    def pointed(self) -> str:
        """The entry with which a walk begins, because somebody points at it; "" leaves that to the order."""
        return ""

    def told(self) -> Iterator[tuple[str, Region]]:
        """(entry, where on the screen) of all that is explained here, from the top."""
        raise NotImplementedError

    def words(self, entry: str) -> Words:
        """Its name and its sentence, in the language of now."""
        raise NotImplementedError

    def light(self, entry: str) -> None:
        """Mark what this entry explains, and nothing else; "" for nothing."""
        raise NotImplementedError


class Choices(OptionList, Telling):  # pyright: ignore[reportIncompatibleMethodOverride] - of Textual's own
    """Rows to choose from; an entry is the id of a row. `means` gives a row's words, or None where there are none."""

    def __init__(self, means: Callable[[str], Words | None], id: str = "rows") -> None:  # noqa: A002
        super().__init__(id=id)
        self._means = means

    @property
    def pointed(self) -> str:
        here = self.highlighted
        return (self.get_option_at_index(here).id or "") if here is not None and self.has_focus else ""

    def told(self) -> Iterator[tuple[str, Region]]:
        """Rows that are scrolled out of sight stand nowhere, and come into sight when the walk does."""
        inside = self.scrollable_content_region
        lines: dict[int, list[int]] = {}
        for y in range(inside.height):
            for segment in self.render_line(y):
                if segment.style is not None and (place := segment.style.meta.get("option")) is not None:
                    lines.setdefault(place, []).append(y)
                    break
        for place, option in enumerate(self.options):
            if option.id is not None and self._means(option.id) is not None:
                seen = lines.get(place)
                top = inside.y + seen[0] if seen else 0
                yield option.id, Region(inside.x, top, inside.width, len(seen)) if seen else Region()

    def words(self, entry: str) -> Words:
        return self._means(entry) or ("", "")

    def light(self, entry: str) -> None:
        """The mark of the list goes there, and stays."""
        if entry:
            self.highlighted = self.get_option_index(entry)


class ToldText(Static, Telling):
    """A text on a card that turns on one notion, which has its entry in the catalogue; "" if on none."""

    DEFAULT_CSS = """
    ToldText.-lit { background: $warning; color: $background; text-style: bold; }
    """

    def __init__(self, entry: str, say: Wording, text: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(text, markup=False, id=id)
        self.say = say
        self._entry = entry

    def told(self) -> Iterator[tuple[str, Region]]:
        if self._entry:
            yield self._entry, self.region

    def words(self, entry: str) -> Words:
        return name(entry, self.say), sentence(entry, self.say)

    def light(self, entry: str) -> None:
        self.set_class(bool(entry), "-lit")
