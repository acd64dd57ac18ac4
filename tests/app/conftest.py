"""Every test of a screen starts an app, and every app would read the same style sheets again."""

from __future__ import annotations

from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet


@pytest.fixture(scope="session", autouse=True)
def style_sheets_are_read_once() -> None:
    """A text with the same variables has the same rules, in whichever app it stands. Textual keeps them by the app."""
    read: Any = Stylesheet._parse_rules  # pyright: ignore[reportPrivateUsage]
    kept: dict[object, Any] = {}

    def once(sheet: Stylesheet, *text: Any, **named: Any) -> Any:
        known = (frozenset(sheet._variables.items()), text, *sorted(named.items()))  # pyright: ignore[reportPrivateUsage]
        if known not in kept:
            kept[known] = read(sheet, *text, **named)
        return kept[known]

    Stylesheet._parse_rules = once  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
