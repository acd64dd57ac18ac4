"""The app in a browser: keys work, worlds are apart, and nobody is left over when a tab is closed."""

from __future__ import annotations

import asyncio
import base64
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.app.test_serve import APP, aiohttp, children, here, served, until
from tests.processes import gone

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)


class Tab:
    """A page in a headless Chromium, over the DevTools protocol."""

    def __init__(self, socket: Any, id: str) -> None:  # noqa: A002
        self.id = id
        self.seen = ""
        self._socket = socket
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            told = message.json()
            if told.get("id") in self._answers:
                self._answers.pop(told["id"]).set_result(told)
            elif told.get("method") == "Network.webSocketFrameReceived":
                data = told["params"]["response"]["payloadData"]
                with suppress(ValueError):
                    self.seen += base64.b64decode(data, validate=True).decode("utf-8", "replace")

    async def ask(self, method: str, **params: object) -> Any:
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return (await asyncio.wait_for(answer, 15.0))["result"]

    async def value(self, script: str) -> Any:
        told = await self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    async def press(self, key: str) -> None:
        await self.value("document.querySelector('.xterm-helper-textarea').focus()")
        self.seen = ""
        await self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def leave(self) -> None:
        self._reader.cancel()
        await self._socket.close()


class Browser:
    """A headless Chromium with a profile of its own."""

    def __init__(self, client: Any, port: int) -> None:
        self._client = client
        self._base = f"http://127.0.0.1:{port}/json"

    async def open(self, url: str) -> Tab:
        async with self._client.put(f"{self._base}/new?about:blank") as answer:
            made = await answer.json()
        tab = Tab(await self._client.ws_connect(made["webSocketDebuggerUrl"], max_msg_size=0), made["id"])
        await tab.ask("Network.enable")
        await tab.ask("Emulation.setFocusEmulationEnabled", enabled=True)  # only one tab can be in front
        await tab.ask("Page.navigate", url=url)
        return tab

    async def close(self, tab: Tab) -> None:
        """As somebody closes a tab."""
        async with self._client.get(f"{self._base}/close/{tab.id}"):
            await tab.leave()


@asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Browser]:
    assert CHROMIUM is not None
    options = (
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
        "--remote-debugging-port=0", f"--user-data-dir={profile}", "--window-size=1200,700",
    )  # fmt: skip
    program = await asyncio.create_subprocess_exec(
        CHROMIUM, *options, "about:blank", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        told = profile / "DevToolsActivePort"
        port = await until(lambda: told.exists() and told.read_text().split("\n")[0])
        async with aiohttp.ClientSession() as client:
            yield Browser(client, int(port))
    finally:
        program.terminate()
        await program.wait()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
async def test_in_a_browser_keys_work_worlds_are_apart_and_closing_the_tab_ends_the_process(
    tmp_path: Path,
) -> None:
    async with served(APP) as server, browser(tmp_path / "profile") as chromium:
        one = await chromium.open(server.address)
        [app] = await until(lambda: here(server))
        two = await chromium.open(server.address)
        await until(lambda: "Cocoon map" in one.seen and "Cocoon map" in two.seen)
        assert await one.value("document.body.classList.contains('-first-byte')")
        assert await one.value("document.querySelector('.xterm-screen').clientWidth") > 800

        await one.press(" ")
        await until(lambda: "paused" in one.seen)
        await two.press("?")
        await until(lambda: "What am I looking at" in two.seen)
        assert "paused" not in two.seen and "What am I looking at" not in one.seen
        apps = here(server)
        assert len(set(apps)) == 2 and app in apps

        worlds = [pid for each in apps for pid in children(each)]
        assert len(worlds) >= 2
        await chromium.close(one)
        await until(lambda: gone(app) and all(map(gone, worlds[: len(worlds) // 2])))
        await until(lambda: len(here(server)) == 1)  # the other goes on; a moment later the server knows
        await two.press("q")
        await until(lambda: not server.visits and all(map(gone, worlds)))
        assert await two.value("getComputedStyle(document.getElementById('ended')).display") == "flex"
        await chromium.close(two)
