"""The settings as a list to walk through: drawers by branch that open and close, a word that filters, a mark. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from simulator.locale import Wording
from simulator.rooms.lab.knobs import sentence, title
from simulator.settings.described import Setting

LIVE, FIXED = "live:", "fixed:"


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """A row of the list: a drawer's title, or a setting in it."""

    id: str
    """"live:" or "fixed:" and the branch, or the setting's name."""
    branch: str
    live: bool
    setting: Setting | None = None
    count: int = 0
    """Settings in the drawer."""
    open: bool = False


class Drawers:
    """Which rows there are, and which is marked."""

    def __init__(self) -> None:
        self.word = ""
        self.here = ""
        self.lines: list[DrawerRow] = []
        self._turned: set[str] = set()
        """Drawers that are not as they are at first: open with what may change, closed with what may not."""

    def fill(self, settings: Sequence[Setting], say: Wording) -> None:
        """Take over these settings; the mark stays on its row, or goes to the next one above."""
        place = self.place
        lines: list[DrawerRow] = []
        for (live, branch), group in groupby(settings, key=lambda each: (each.live, each.branch)):
            inside = [each for each in group if self._wanted(each, branch, say)]
            id_ = f"{LIVE if live else FIXED}{branch}"
            opened = bool(self.word) or (live != (id_ in self._turned))
            if inside:
                lines.append(DrawerRow(id_, branch, live, None, len(inside), opened))
                lines += [DrawerRow(each.name, branch, live, each) for each in inside if opened]
        self.lines = lines
        if lines and self.here not in {line.id for line in lines}:
            self.here = lines[min(max(place, 0), len(lines) - 1)].id

    @property
    def place(self) -> int:
        """Position of the marked row; -1 if there is none."""
        return next((i for i, line in enumerate(self.lines) if line.id == self.here), -1)

    @property
    def line(self) -> DrawerRow | None:
        """The marked row."""
        return self.lines[self.place] if self.place >= 0 else None

    @property
    def setting(self) -> Setting | None:
        """The marked setting."""
        return self.line.setting if self.line is not None else None

    def move(self, by: int) -> None:
        """The mark goes so many rows down."""
        if self.lines:
            self.here = self.lines[min(max(self.place + by, 0), len(self.lines) - 1)].id

    def turn(self, drawer: str, opened: bool | None = None) -> None:
        """Open or close a drawer; None does what it is not."""
        line = next((line for line in self.lines if line.id == drawer), None)
        if line is not None and line.setting is None and opened is not line.open:
            self._turned ^= {drawer}

    def _wanted(self, setting: Setting, branch: str, say: Wording) -> bool:
        words = self.word.casefold().split()
        text = f"{setting.name} {sentence(setting, say)} {setting.text} {title(branch, say)}".casefold()
        return all(word in text for word in words)
