"""The command line: which verbs there are, and what is said where one cannot be done.

A verb's module is imported when the verb is called, so that `feedscope --help` need not wait for the engine.

Our own errors end in one line on stderr: exit code 2 for what was asked wrongly, 1 for what went wrong on the
way. A bug keeps its traceback.
"""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Sequence
from typing import cast

from cyclopts import App, Group, Parameter
from cyclopts.exceptions import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from simulator.endings import code_of, drop_output
from simulator.recording.errors import RecordingError, RecordingRefused
from simulator.settings.errors import NotTrueError, SettingsError, nearest
from simulator.version import program_version

SHELVES = {
    "Look": {
        "app": ("app:at_once", "Open the app on a world of your choice, at once."),
        "story": (
            "story:story",
            "Tell the story: live experiments in plain words, each with a question before the answer.",
        ),
        "replay": (
            "replay:replay",
            "Open the app on a recording: pause, step, change the speed, and go back and forth on its timeline (t).",
        ),
        "serve": ("serve:serve", "Show the app in browsers: every visitor has a world of their own."),
    },
    "Run": {
        "run": ("run:run", "Run a world without a screen and say what happened."),
        "resume": (
            "resume:resume",
            "Go on with a recorded run that was cut off, to the events it would have had.",
        ),
        "settings": (
            "settings:settings",
            "Print the settings of a world as TOML, each with its sentence, and what its size decides: a start for a "
            "file of your own.",
        ),
        "export": (
            "export:export",
            "Write a recording's events for other libraries: RecBole, MovieLens or plain CSV.",
        ),
    },
    "Study": {
        "compare": (
            "compare:compare",
            "Compare algorithms, or settings, in the same worlds with the same luck.",
        ),
        "sweep": (
            "sweep:sweep",
            "Vary settings over many worlds: which matter most, and how much of what differs is luck.",
        ),
        "abtest": (
            "abtest:abtest",
            "Say how wrong an A/B test inside a platform is: its estimate beside the true effect, from twin worlds.",
        ),
        "advise": ("advise:advise", "Say what a creator should do to win people, and how sure that is."),
        "scenario": (
            "scenario:scenario",
            "Files that say a whole study of one world, which feedscope run FILE lives: begin, check or show one.",
        ),
        "report": (
            "report:report",
            "Make one HTML page of what a study found: plain words, charts and tables, without a network.",
        ),
        "store": ("store:store", "The runs that studies have kept: list, show or prune them."),
    },
    "Hold against the real world": {
        "evaluate": (
            "evaluate:evaluate",
            "Measure how well methods predict what the people of a real log did next.",
        ),
        "recommend": (
            "recommend:recommend",
            "Learn a log and say what each of its people should be shown next.",
        ),
        "validate": (
            "validate:validate",
            "Compare worlds with figures of real platforms: what each should be, what is measured, and whether it "
            "fits.",
        ),
        "audit": (
            "audit:audit",
            "Look for what audits of real platforms found: how soon feeds follow a puppet, what explains them.",
        ),
        "paper": (
            "paper:paper",
            "Run a paper's own model, and print its figures beside the paper's; list the papers.",
        ),
    },
    "Build": {
        "contract": (
            "contract:contract",
            "Check a recommender, a law or a measure of your own as feedscope's are checked.",
        ),
        "bench": ("bench:bench", "Measure how fast things are."),
    },
}
"""Every verb by what it is for: where in this package it is, and the sentence that `--help` says of it."""

VERBS = {verb: said for shelf in SHELVES.values() for verb, said in shelf.items()}

ASIDE = {"--help", "-h", "--version"}
"""Words that ask about the program, wherever they stand; without a verb nothing is opened then."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a full disk, or a terminal that is gone, says of a write."""

_LONGEST = 1_000
"""Characters of a refusal that are shown: what it quotes may be as long as anybody likes."""

_READER_LEFT = 141
"""What shells report for a program whose reader went away."""


def _told_default(value: object) -> str | None:
    """What `--help` says of it; nothing where an option is only absent."""
    return None if value is None or value is False or value == () else str(value)


def _program(words: Sequence[str]) -> App:
    """What reads these words: all verbs, still to be loaded, and the app where words begin with an option."""
    app = App(
        name="feedscope",
        help="See what a short-video algorithm does to viewers and creators. Without a command the app opens with its "
        "menu; it takes the options of feedscope app.",
        version=program_version,
        suppress_keyboard_interrupt=False,
        help_format="plaintext",
        default_parameter=Parameter(show_default=_told_default),
    )
    for place, (shelf, verbs) in enumerate(SHELVES.items()):
        group = Group(shelf, sort_key=place)
        for order, (name, (where, sentence)) in enumerate(verbs.items()):
            app.command(f"{__name__}.{where}", name=name, help=sentence, group=group, sort_key=order)
    aside = Group("Ask", sort_key=len(SHELVES))
    for flag in ("--help", "--version"):
        app[flag].group = aside
    if words[:1] and words[0].startswith("-") and not ASIDE.intersection(words):
        from simulator.cli.app import menu

        app.default(menu)
    return app


# Errors


def command_line(words: Sequence[str]) -> int:
    """Do what the words after `feedscope` say; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark, not a traceback.
        cast("io.TextIOWrapper", stream).reconfigure(errors="replace")
    try:
        code = _program(words)(
            list(words), exit_on_error=False, print_error=False, result_action="return_value"
        )
        sys.stdout.flush()
    except CycloptsError as error:
        cause = error.__cause__
        told = cause if isinstance(cause, SettingsError) else SettingsError(_misspelt(error))
        return _refuse(str(told), 2)
    except (SettingsError, RecordingRefused) as error:
        return _refuse(str(error), 2)
    except (RecordingError, NotTrueError) as error:
        return _refuse(str(error), 1)
    except KeyboardInterrupt as interrupt:
        return _refuse("interrupted", code_of(interrupt))
    except BrokenPipeError:
        drop_output()  # whoever read has seen enough
        return _READER_LEFT
    except MemoryError:
        return _refuse("there is not enough memory for this", 1)
    except OSError as error:
        if error.filename is not None or error.errno not in _NO_ROOM:
            raise  # a bug: whoever opens a file says what is wrong with it
        drop_output()
        return _refuse(f"the output cannot be written: {(error.strerror or str(error)).lower()}", 1)
    return code if isinstance(code, int) else 0


def _misspelt(error: CycloptsError) -> str:
    """One sentence for what the parser could not read."""
    verb = " ".join(error.command_chain or ())
    aid = f"see feedscope {verb} --help" if verb else "see feedscope --help"
    if isinstance(error, UnknownOptionError):
        word = error.token.keyword or error.token.value
        known = [name for argument in error.argument_collection for name in argument.names]
        if verb == "paper":
            return f"{word} needs a paper before it: {', '.join(_papers())}"
        return f"there is no option {word}{nearest(word, known) or f'; {aid}'}"
    if isinstance(error, UnknownCommandError):
        word = (error.unused_tokens or ["?"])[0]
        if not verb:
            return _unknown("command", word, [*VERBS])
        if verb != "paper":
            return f"there is no {verb} {word!r}; {aid}"
        return _unknown("paper", word, _papers())
    if isinstance(error, UnusedCliTokensError):
        word = (error.unused_tokens or ["?"])[0]
        if not verb:
            return f"{word} must come first" if word in VERBS else _unknown("command", word, [*VERBS])
        if verb == "paper":
            return _unknown("paper", word, _papers())
        return f"nothing is known of {' '.join(error.unused_tokens or [])!r}; {aid}"
    option = error.argument.name if error.argument else ""
    if isinstance(error, MissingArgumentError):
        return f"{option} needs a value; {aid}"
    if isinstance(error, RepeatArgumentError):
        return f"{error.token.keyword} is given twice"
    if isinstance(error, CoercionError) and error.argument and error.argument.hint is bool:
        return f"{option} takes no value"
    return str(error).splitlines()[0]


def _papers() -> Sequence[str]:
    from simulator.experiments.papers import PAPERS

    return [*PAPERS]


def _unknown(what: str, word: str, known: Sequence[str]) -> str:
    return f"there is no {what} {word!r}{nearest(word, known) or '; there are ' + ', '.join(known)}"


def _refuse(sentence: str, code: int) -> int:
    from recommender.clean import clean

    for line in sentence.split("\n"):
        shown = line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."
        sys.stderr.write(f"feedscope: {clean(shown)}\n")
    return code
