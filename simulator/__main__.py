"""Where `feedscope` starts. Without arguments it opens the app at once, importing no more than that needs."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """The command `feedscope`; exits with its code."""
    # Before numpy is imported: BLAS threads would only stand in the way of our own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if len(sys.argv) > 1:
        from simulator.cli import command_line

        sys.exit(command_line(sys.argv[1:]))
    from simulator.app.launch import open_app

    sys.exit(open_app({}, lang=None))


if __name__ == "__main__":
    main()
