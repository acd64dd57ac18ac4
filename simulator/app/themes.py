"""The two colour schemes of our own: night for a desk, paper for a projector in a lit room."""

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
