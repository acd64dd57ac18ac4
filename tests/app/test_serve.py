"""The app on a server: who may look, how many, what they may touch, and nobody left over when it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from simulator.another_python import FEEDSCOPE, command
from simulator.app.app import FeedscopeApp
from simulator.app.launch import log_file
from simulator.app.places import SERVED
from simulator.app.preferences import kept
from simulator.cli import command_line
from simulator.cli import serve as serving
from simulator.cli.choice import WorldChoice
from simulator.cli.serve import Place, offer, words_of
from simulator.cli.serve.options import ServeOptions, is_loopback
from simulator.locale import catalogue
from simulator.settings.tree import SettingsError

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

from simulator.cli.serve.server import Served  # noqa: E402
from tests.app.fake_session import FakeSession, settle  # noqa: E402
from tests.app.frames import make_frame  # noqa: E402
from tests.processes import gone  # noqa: E402
from tests.refused import refused  # noqa: E402

ROOT = str(Path(__file__).parents[2])
APP = (
    sys.executable,
    "-c",
    "from simulator.app.launch import open_app\nopen_app({}, 'en', 'tests.app.toy_world:make')",
)
"""The real app and a real process for its world, which is a toy: what a visitor gets, awake within a second."""
ECHO = (
    sys.executable, "-uc",
    "import sys\nprint('__GANGLION__')\nwhile b'quit' not in sys.stdin.buffer.read1(): pass",
)  # fmt: skip
"""Speaks the app's protocol as far as is needed to be a visitor's process: it quits when told to."""


@asynccontextmanager
async def served(
    words: tuple[str, ...] = ECHO,
    host: str = "127.0.0.1",
    visitors: int = 2,
    each: int = 9,
    idle_s: float = 0.0,
) -> AsyncIterator[Served]:
    server = Served(ServeOptions(words, host, 0, visitors, "en", each, idle_s))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def door(server: Served) -> str:
    """The address of the websocket, with the token."""
    return server.address.replace("/?", "/ws?")


async def until(holds: Callable[[], Any], seconds: float = 120.0) -> Any:
    end = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.02)
    return value


def here(server: Served) -> list[int]:
    """The processes of the visitors that are here."""
    return [visit.pid for visit in server.visits.values() if visit is not None and visit.pid is not None]


def children(pid: int) -> list[int]:
    """Processes that this one has started."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


# ---- who may look


@pytest.mark.parametrize(
    ("host", "own"),
    [("localhost", True), ("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("[::1]", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.4", False), ("localhost.example", False), ("", False)],
)  # fmt: skip
def test_loopback_is_told_from_everything_else(host: str, own: bool) -> None:
    assert is_loopback(host) == own


async def test_on_loopback_other_sites_stay_out() -> None:
    async with served() as server, aiohttp.ClientSession() as client:
        async with client.get(server.address) as page:
            text = await page.text()
            assert page.status == 200 and f"ws://127.0.0.1:{server.port}/ws" in text
            assert "https://" not in text and page.headers["Referrer-Policy"] == "no-referrer"
        async with client.get(server.address, headers={"Host": f"evil.example:{server.port}"}) as page:
            assert page.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.ws_connect(door(server), headers={"Origin": "http://evil.example"})
        assert not server.visits


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
async def test_every_request_needs_the_token_here_and_elsewhere(host: str) -> None:
    """A socket without an Origin too: that of another program, or another user, of this computer."""
    async with served(host=host) as server:
        local = f"http://127.0.0.1:{server.port}"
        token = server.guard.token
        assert len(token) >= 24 and server.address.endswith(f":{server.port}/?token={token}")
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
            for path in (
                "/",
                "/static/js/textual.js",
                "/download/x",
                "/?token=",
                f"/?token={token[:-1]}",
                "/?token=ü",
            ):
                async with client.get(local + path) as page:
                    assert page.status == 403, path
                    assert await page.text() == catalogue("en")("cli.serve.refused") + "\n"
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await client.ws_connect(f"{local}/ws")
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            async with client.get(f"{local}/?token={token}") as page:
                assert page.status == 200
                assert (
                    "HttpOnly" in page.headers["Set-Cookie"]
                    and "SameSite=Strict" in page.headers["Set-Cookie"]
                    and f"-{server.port}=" in page.headers["Set-Cookie"]
                )
            async with client.get(f"{local}/static/js/textual.js") as script:
                assert script.status == 200
            async with client.ws_connect(f"{local}/ws"):
                await until(lambda: here(server))


def test_two_servers_have_different_tokens() -> None:
    assert len({Served(ServeOptions(ECHO, "0.0.0.0", 0, 1, "en")).guard.token for _ in range(5)}) == 5


# ---- how many


async def test_when_all_places_are_taken_a_friendly_page_says_so_until_one_is_free() -> None:
    async with served(visitors=1) as server, aiohttp.ClientSession() as client:
        async with client.ws_connect(door(server)):
            await until(lambda: here(server))
            async with client.get(server.address) as page:
                text = await page.text()
                assert page.status == 503 and catalogue("en")("cli.serve.full") in text and "refresh" in text
            async with client.ws_connect(door(server)) as late:
                assert (await late.receive()).data == aiohttp.WSCloseCode.TRY_AGAIN_LATER
            assert len(server.visits) == 1
        await until(lambda: not server.visits)
        async with client.get(server.address) as page:
            assert page.status == 200


async def test_a_process_that_will_not_quit_is_ended_and_one_that_ends_frees_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("simulator.cli.serve.visit.PATIENCE_S", 0.3)
    deaf = (sys.executable, "-uc", "print('__GANGLION__')\nimport time\ntime.sleep(60)")
    async with served(deaf) as server, aiohttp.ClientSession() as client:
        async with client.ws_connect(door(server)):
            [pid] = await until(lambda: here(server))
        await until(lambda: gone(pid), 30.0)  # long before it ends by itself
    short = (sys.executable, "-uc", "print('__GANGLION__')")
    async with served(short) as server, aiohttp.ClientSession() as client:
        async with client.ws_connect(door(server)) as visitor:
            assert (await visitor.receive(10.0)).type == aiohttp.WSMsgType.CLOSE
        await until(lambda: not server.visits)


async def test_nonsense_from_a_browser_ends_that_visit_alone() -> None:
    async with (
        served() as server,
        aiohttp.ClientSession() as client,
        client.ws_connect(door(server)),
    ):
        await until(lambda: here(server))
        for nonsense in ("{", "{}", "[]", '["stdin", 3]', '["resize", {}]'):
            async with client.ws_connect(door(server)) as rude:
                await until(lambda: len(here(server)) == 2)
                await rude.send_str(nonsense)
                assert (await rude.receive(10.0)).type == aiohttp.WSMsgType.CLOSE, nonsense
            await until(lambda: len(server.visits) == 1)


async def test_windows_have_a_size_within_reason() -> None:
    """A width of 100,000 cells took a gigabyte."""
    shows = (
        sys.executable, "-uc",
        "import os, sys\nprint('__GANGLION__')\n"
        "told = os.environ['COLUMNS'].encode() + b' ' + os.environ['ROWS'].encode()\n"
        "while True:\n"
        "    sys.stdout.buffer.write(b'D' + len(told).to_bytes(4, 'big') + told); sys.stdout.flush()\n"
        "    told = sys.stdin.buffer.read1()[5:]\n"
        "    if not told or b'quit' in told: break",
    )  # fmt: skip
    async with (
        served(shows) as server,
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{door(server)}&width=100000&height=-7") as visitor,
    ):
        assert (await visitor.receive(20.0)).data == b"500 1"
        await visitor.send_json(["resize", {"width": 10**9, "height": 50}])
        told = json.loads((await visitor.receive(20.0)).data)
        assert told == {"type": "resize", "width": 500, "height": 50}


async def test_a_visit_in_which_nobody_touches_anything_ends() -> None:
    async with served(idle_s=0.5) as server, aiohttp.ClientSession() as client:
        async with client.ws_connect(door(server)) as visitor:
            begun = time.monotonic()
            await until(lambda: here(server))
            [visit] = server.visits.values()
            assert visit is not None
            await visitor.send_json(["stdin", "x"])
            closed = await visitor.receive(20.0)
            assert closed.data == aiohttp.WSCloseCode.GOING_AWAY
            assert time.monotonic() - visit.touched >= 0.5 and time.monotonic() - begun >= 0.5
        await until(lambda: not server.visits)


async def test_another_computer_holds_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen as if this computer were another one, which is trusted with fewer than all."""
    monkeypatch.setattr("simulator.cli.serve.server.is_loopback", lambda host: False)
    async with served(visitors=3, each=1) as server, aiohttp.ClientSession() as client:
        async with client.ws_connect(door(server)):
            await until(lambda: here(server))
            async with client.ws_connect(door(server)) as second:
                assert (await second.receive(20.0)).data == aiohttp.WSCloseCode.TRY_AGAIN_LATER
            assert len(server.visits) == 1
        await until(lambda: not server.visits)
        async with client.ws_connect(door(server)):
            await until(lambda: here(server))


async def test_a_served_app_writes_and_opens_no_file_and_pictures_are_downloads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(SERVED, "1")
    monkeypatch.setenv("FEEDSCOPE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    memory = kept()
    memory.remember(lang="zh")
    assert kept().now.lang == "" and log_file() == ""
    delivered: list[tuple[str, str]] = []
    monkeypatch.setattr(FeedscopeApp, "is_web", property(lambda _: True))
    monkeypatch.setattr(
        FeedscopeApp,
        "deliver_text",
        lambda _, file, save_filename, mime_type: delivered.append((save_filename, file.read())),  # pyright: ignore
    )
    session = FakeSession(make_frame())
    app = FeedscopeApp(session, "en", 500, memory)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("ctrl+s", "O")
        await settle(pilot, session)
        assert len(app.screen_stack) == 1, "no card for a path is open"
    [(name, text)] = delivered
    assert name.endswith(".svg") and text.startswith("<svg")
    assert not list(tmp_path.iterdir())


# ---- on the command line


def test_visitors_get_the_options_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "my world.toml"
    settings.write_text("")
    given: list[ServeOptions] = []
    monkeypatch.setattr("simulator.cli.serve.server.run", lambda offer: given.append(offer) or 0)
    words = ["--settings", str(settings), "--people", "60", "--lang", "zh"]
    assert command_line(["serve", *words, "--port", "0", "--visitors", "7"]) == 0
    [made] = given
    assert (made.each, made.idle_s) == (4, 3600.0)
    assert made.words == (*command(FEEDSCOPE), *words)
    assert (made.host, made.port, made.visitors, made.lang) == ("localhost", 0, 7, "zh")
    assert words_of(WorldChoice()) == []
    log = WorldChoice(people_from=Path("log.csv"), skip_bad_rows=True, user_column="who")
    assert words_of(log) == ["--skip-bad-rows", "--user-column", "who", "--people-from", "log.csv"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "70000"], "--port must be a whole number from 0 to 65535, not '70000'"),
        (["--visitors", "0"], "--visitors must be a whole number from 1 to 100, not '0'"),
        (["--people", "-3"], "--people must be"),
        (["--host", "no.such.host.invalid"], "port 8000 of no.such.host.invalid cannot be served on"),
    ],
)
def test_what_cannot_be_served_is_refused_in_one_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "serve", *words).startswith(sentence)


def test_so_many_visitors_must_have_room(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("simulator.experiments.memory_room.free_bytes", lambda: 5e9)
    assert "visitors fit" in refused(capsys, "serve", "--visitors", "30")


def test_a_story_may_be_what_opens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[ServeOptions] = []
    monkeypatch.setattr("simulator.cli.serve.server.run", lambda offer: given.append(offer) or 0)
    assert command_line(["serve", "--story", "people", "--idle", "0"]) == 0
    assert given[0].words == (*command(FEEDSCOPE), "story", "people", "--lang", given[0].lang)
    assert given[0].idle_s == 0
    assert refused(capsys, "serve", "--story", "x").startswith("--story must be one of")


def test_a_port_that_is_taken_is_refused_in_one_sentence() -> None:
    with socket.socket() as taken, pytest.raises(SettingsError, match=r"in use.*--port takes another"):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        offer("en", (), Place(host="127.0.0.1", port=taken.getsockname()[1]))


def test_without_the_library_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'feedscope\[serve\]'"):
        offer("en", (), Place())


@contextmanager
def ended_with(server: subprocess.Popen[str]) -> Iterator[None]:
    """A test that fails leaves no server behind, for which it would wait for ever."""
    try:
        yield
    finally:
        server.kill()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_when_the_server_ends_so_do_its_visits_and_their_worlds(number: signal.Signals) -> None:
    program = (
        f"from simulator.cli.serve.options import ServeOptions\nfrom simulator.cli.serve.server import run\n"
        f"raise SystemExit(run(ServeOptions({APP!r}, '127.0.0.1', 0, 1, 'en')))"
    )
    server = subprocess.Popen(
        [sys.executable, "-uc", program], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ROOT},
    )  # fmt: skip
    with server, ended_with(server):
        assert server.stdout is not None
        address = server.stdout.readline().split(" at ")[1].split()[0].replace("/?", "/ws?")
        async with aiohttp.ClientSession() as client, client.ws_connect(address) as visitor:
            while b"Cocoon map" not in (await visitor.receive_bytes(timeout=120.0)):
                pass
            [app] = children(server.pid)
            [world] = [
                pid for pid in children(app) if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
            ]
            server.send_signal(number)
            await until(lambda: gone(app) and gone(world))
        assert server.wait(120.0) == (0 if number == signal.SIGTERM else -number)
