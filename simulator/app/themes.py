"""The colour schemes of our own: night and paper for a desk, contrast for tired eyes, projector for a full room."""

from __future__ import annotations

from textual.theme import Theme

NIGHT = Theme(
    name="feedscope-night",
    primary="#5cc8e0",
    secondary="#8fa3bf",
    accent="#ffb454",
    warning="#ffb454",
    error="#ff7a85",
    success="#7ddc8c",
    foreground="#e8ebf1",
    background="#0f131a",
    surface="#161c26",
    panel="#212937",
    dark=True,
)

PAPER = Theme(
    name="feedscope-paper",
    primary="#00607a",
    secondary="#4a5a70",
    accent="#9a4a00",
    warning="#9a4a00",
    error="#b3202c",
    success="#1d6b2f",
    foreground="#15191f",
    background="#faf8f3",
    surface="#ffffff",
    panel="#e9e5db",
    dark=False,
)

CONTRAST = Theme(
    name="feedscope-contrast",
    primary="#4fe3ff",
    secondary="#ffffff",
    accent="#ffe14d",
    warning="#ffc23d",
    error="#ff9aa2",
    success="#7dff95",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    dark=True,
)

PROJECTOR = Theme(
    name="feedscope-projector",
    primary="#004a99",
    secondary="#333333",
    accent="#8a3300",
    warning="#8a3300",
    error="#a3000f",
    success="#0b5a1e",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#e2e6ec",
    dark=False,
)
"""Comes with large figures: see `widgets.big_figures`, and `-large` in theme.tcss."""

OURS = (NIGHT, PAPER, CONTRAST, PROJECTOR)
"""In the order in which one key goes round."""
