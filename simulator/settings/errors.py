"""The error that settings and words on the command line end in, and the ends of its sentences.

Nothing heavy is imported here: the command line reads this before it knows which verb is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable


class SettingsError(ValueError):
    """A setting that cannot be: a sentence that names the field and what is allowed, or several, a line each.

    What they quote is anybody's, so each is one line, and nothing in it is obeyed by a terminal.
    """

    def __init__(self, *sentences: str) -> None:
        from recommender.clean import clean  # who only asks for help needs nothing of the recommender

        super().__init__(*(clean(sentence) for sentence in sentences))

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))

    def found(self, where: str) -> SettingsError:
        """The same, and before each sentence where it is so."""
        return SettingsError(*(f"{where}: {sentence}" for sentence in self.args))


class NotTrueError(Exception):
    """Something in a world does not add up: a sentence that says what, and in which hour."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: " (did you mean 'people'?)", or nothing."""
    from difflib import get_close_matches  # nobody who types what there is needs it

    close = get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def one_of(what: str, given: str, known: Iterable[str]) -> str:
    """`given`, if it is one of those known. SettingsError for any other, with the nearest."""
    known = [*known]
    if given not in known:
        raise SettingsError(f"{what} must be one of {', '.join(known)}, not {given!r}{nearest(given, known)}")
    return given
