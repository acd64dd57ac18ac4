"""The verb `feedscope replay`: the app over what `feedscope run --out` has written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, Token

from simulator.locale import LANGUAGES
from simulator.settings.errors import one_of


def _lang(_: object, tokens: Sequence[Token]) -> str:
    return one_of("--lang", tokens[0].value, LANGUAGES)


def replay(
    folder: Path,
    /,
    *,
    lang: Annotated[str | None, Parameter(converter=_lang)] = None,
    cast: Path | None = None,
) -> int:
    """Returns the exit code of the app.

    Parameters
    ----------
    folder
        What `feedscope run --out` has written, complete or cut short.
    lang
        The language of the screen (en, zh); what people say stays in that of the recording.
    cast
        Write the whole recording as an asciicast file, as it would run on the screen, instead of showing it.
    """
    from simulator.app.launch import open_replay

    return open_replay(folder, lang, cast)
