"""One visitor: a process that shows the app to one browser tab, and ends with it."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from simulator.app.places import SERVED

PATIENCE_S = 3.0
"""An app that has been asked to quit has this long; its engine ends by itself when the app is gone."""

MOST_WIDTH, MOST_HEIGHT = 500, 200
"""Cells of a window: more than any screen shows, and little enough to paint."""


def bounded(cells: int, most: int) -> int:
    """So many cells, but at least one and at most so many. TypeError for what is no whole number."""
    if not isinstance(cells, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{cells!r} are no cells")
    return min(max(cells, 1), most)


class Visit(AppService):
    """Runs the command without a shell, and never waits for it longer than `PATIENCE_S`."""

    def __init__(
        self, words: Sequence[str], socket: web.WebSocketResponse, downloads: DownloadManager
    ) -> None:
        async def leave() -> None:
            await socket.close()

        super().__init__(
            " ".join(words),
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=leave,
            download_manager=downloads,
        )
        self._words = words
        self.touched = monotonic()
        """When somebody last pressed a key or moved the mouse there."""

    @property
    def pid(self) -> int | None:
        """The app's process."""
        return self._process.pid if self._process is not None else None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        apart = os.name == "posix"  # a Ctrl-C in our terminal is for us; we end our visits ourselves
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={**self._build_environment(width, height), SERVED: "1"},
            start_new_session=apart,
        )
        self._stdin = self._process.stdin
        return self._process

    async def send_bytes(self, data: bytes) -> bool:
        """What was typed, for the app."""
        self.touched = monotonic()
        return await super().send_bytes(data)

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the app how large the window is, within reason. TypeError for what is no size."""
        await super().set_terminal_size(bounded(width, MOST_WIDTH), bounded(height, MOST_HEIGHT))

    async def run(self) -> None:
        """Carry what the app paints to the browser until either is gone; then neither waits for the other."""
        try:
            with suppress(ConnectionError):
                await super().run()
        finally:
            await self.remote_close()

    async def stop(self) -> None:
        """Have the app quit, and see to it."""
        process = self._process
        if process is None:
            return
        with suppress(TimeoutError, ConnectionError):
            await asyncio.wait_for(super().stop(), PATIENCE_S)
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()
