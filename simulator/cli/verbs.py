"""What several verbs of the command line share: reading what is typed, and how the outcome is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

from recommender.clean import spelt_out
from simulator.settings.errors import SettingsError


def whole(option: str, given: str, low: int, high: int) -> int:
    """SettingsError unless it is a whole number in the range."""
    try:
        number = int(given)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SettingsError(f"{option} must be a whole number between {low} and {high}, not {given!r}")
    return number


def spelt(text: str) -> object:
    """A number where the text is one, else the text: the settings say which they take."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def listed(option: str, text: str, known: Iterable[str]) -> list[str]:
    """The names between commas, each once. SettingsError if there is none."""
    names = list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if not names:
        raise SettingsError(f"{option} must name at least one of {', '.join(known)}")
    return names


def usable(folder: Path | None) -> None:
    """SettingsError if files cannot be put there: better said before minutes of running than after."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"--out: {folder} cannot be a folder: {error.strerror}") from None


def tell_json(told: Mapping[str, object]) -> None:
    """Print one JSON document on one line."""
    sys.stdout.write(spelt_out(json.dumps(told, ensure_ascii=False, allow_nan=False)) + "\n")


def page_width(later: int) -> int | None:
    """Characters of a page: None, the terminal's, or `later` for what is read later, from a file or a pipe."""
    return None if sys.stdout.isatty() else later


@contextmanager
def status(lines: bool = False) -> Generator[Callable[[str], None]]:
    """Says on stderr what is being done: in place on a terminal, else nothing, or `lines`."""
    if not sys.stderr.isatty():
        yield _line if lines else lambda sentence: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as shown:
        yield lambda sentence: shown.update(sentence)


def _line(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
