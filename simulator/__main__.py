"""Where `feedscope` starts. What has nothing to be read or checked, the app and the story without options, is opened at
once, importing no more than that needs."""

from __future__ import annotations

import gc
import os
import sys

from simulator.endings import code_of, have_streams, raise_on_signals

STORY = ["story"]
PLAIN: tuple[list[str], ...] = ([], ["app"], STORY)
"""Words that the verbs' own modules would only repeat: with them come the parser and the tree of settings."""


def main() -> None:
    """The command `feedscope`; exits with its code."""
    # Before numpy is imported: BLAS threads would only stand in the way of our own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        raise_on_signals()
        code = _run(sys.argv[1:])
    except KeyboardInterrupt as interrupt:
        # Before a verb could take care of it: while modules are loaded.
        sys.stderr.write("feedscope: interrupted\n")
        code = code_of(interrupt)
    sys.exit(code)


def _run(words: list[str]) -> int:
    if not have_streams():
        sys.stderr.write("feedscope: there is no standard output to write to\n")
        return 1
    if words == ["--version"]:
        from simulator.version import program_version

        sys.stdout.write(program_version() + "\n")
        return 0
    if words not in PLAIN:
        from simulator.cli import command_line

        return command_line(words)
    gc.disable()  # until the app is loaded: nothing of that is garbage
    from simulator.app.launch import open_app, open_story

    return open_story() if words == STORY else open_app({}, lang=None, menu=not words)


if __name__ == "__main__":
    main()
