"""A field to type or paste into."""

from __future__ import annotations

from textual.widgets import Input

from recommender.clean import clean


class Field(Input):
    """What is pasted may come from anywhere: characters that a terminal obeys become question marks."""

    def validate_value(self, value: str) -> str:
        """Textual asks this before it takes a value."""
        return clean(value)
