"""What stands in a window too small for anything else: one sentence with the size it needs."""

from __future__ import annotations

from textual.widgets import Static

from simulator.locale import catalogue

SMALLEST = (40, 12)
"""Columns and rows below which there is only a friendly sentence."""
ROOMY = (110, 30)
"""Columns and rows from which all panels stand side by side."""
WIDTHS = [(0, "-w-tiny"), (SMALLEST[0], "-narrow"), (ROOMY[0], "-normal"), (170, "-wide")]
HEIGHTS = [(0, "-h-tiny"), (SMALLEST[1], "-short"), (ROOMY[1], "-tall"), (44, "-high")]
"""From so many cells on a screen has this class; theme.tcss lays out the panels by them."""


class TooSmall(Static):
    """base.tcss shows it, and theme.tcss hides the rest, where a screen is `-w-tiny` or `-h-tiny`."""

    def __init__(self, lang: str, smallest: tuple[int, int] = SMALLEST) -> None:
        super().__init__(markup=False, id="too-small")
        self._smallest = smallest
        self.set_language(lang)

    def set_language(self, lang: str) -> None:
        """Say it in "en" or "zh"."""
        width, height = self._smallest
        self.update(catalogue(lang)("app.too_small", width=width, height=height))
