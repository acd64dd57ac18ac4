"""The web server: a page, and a websocket a visitor, each with a process and so a world of its own."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import aiohttp_jinja2
import jinja2
from aiohttp import WSCloseCode, web
from textual_serve.server import Server, to_int

from simulator.cli.serve.guard import RequestGuard
from simulator.cli.serve.options import ServeOptions, is_loopback
from simulator.cli.serve.visit import MOST_HEIGHT, MOST_WIDTH, Visit, bounded
from simulator.locale import Wording, catalogue
from simulator.settings.tree import SettingsError

HEARTBEAT_S = 10.0
"""A browser that says nothing for half as long again has gone."""

FONT_SIZES = range(6, 73)
PHONE_COLUMNS = 46
"""So many fit beside each other in a narrow browser: the smallest layout takes 40 and more."""
MOST_BYTES = 262_144
"""Of a message from a browser: somebody may paste a text."""

log = logging.getLogger(__name__)


class Served(Server):
    """Serves one offer. `start` and `stop` inside a running loop; `run` does all of it."""

    def __init__(self, offer: ServeOptions) -> None:
        super().__init__(
            " ".join(offer.words), offer.host, offer.port, "feedscope", templates_path=Path(__file__).parent
        )
        self.offer = offer
        self.guard = RequestGuard(offer.loopback)
        self.visits: dict[web.WebSocketResponse, Visit | None] = {}
        """Who is here now; None for one whose process is being started."""
        self._clients: dict[web.WebSocketResponse, str] = {}
        """From where each of them came."""
        self._runner: web.AppRunner | None = None

    @property
    def say(self) -> Wording:
        return catalogue(self.offer.lang)

    @property
    def address(self) -> str:
        """What to type into a browser."""
        host = self.offer.host
        if host in ("0.0.0.0", "::"):
            host = socket.gethostname()
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}/?token={quote(self.guard.token)}"

    async def start(self) -> None:
        """Listen. SettingsError if that cannot be done there."""
        self._runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=5.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.offer.host, self.offer.port).start()
        except OSError as error:
            await self._runner.cleanup()
            where = f"port {self.offer.port} of {self.offer.host}"
            reason = (error.strerror or str(error)).lower()
            raise SettingsError(f"{where} cannot be served on ({reason}); --port takes another") from None
        self.port = self.guard.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Send everybody home, and end their worlds."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self.guard.middleware(self.say("cli.serve.refused"))])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path))
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
            ]
        )
        app.on_shutdown.append(self._send_home)
        return app

    async def _send_home(self, _: web.Application) -> None:
        await asyncio.gather(*(visitor.close(code=WSCloseCode.GOING_AWAY) for visitor in [*self.visits]))

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """The app; or, while as many are here as may be, a page that says so and tries again."""
        full = len(self.visits) >= self.offer.visitors
        size = to_int(request.query.get("fontsize", "16"), 16)
        words = {
            name: self.say(f"cli.serve.{name}")
            for name in ("opening", "ended", "again", "full_title", "full")
        }
        context = {
            **words,
            "lang": self.offer.lang,
            "socket": f"{'wss' if request.secure else 'ws'}://{request.host}/ws",
            "font_size": min(max(size, FONT_SIZES[0]), FONT_SIZES[-1]),
            "smallest": FONT_SIZES[0],
            "columns": PHONE_COLUMNS,
        }
        page = aiohttp_jinja2.render_template("full.html" if full else "page.html", request, context)
        if full:
            page.set_status(503)
        self.guard.remember(page)
        return page

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One visitor, from the first frame until the tab is closed or the app is quit."""
        visitor = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES)
        await visitor.prepare(request)
        client = request.remote or ""
        if len(self.visits) >= self.offer.visitors or self._has_its_share(client):
            await visitor.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return visitor
        self.visits[visitor] = None
        self._clients[visitor] = client
        visit = Visit(self.offer.words, visitor, self.download_manager)
        width, height = (
            to_int(request.query.get(name, ""), size) for name, size in (("width", 80), ("height", 24))
        )
        idle = asyncio.create_task(self._end_when_idle(visitor, visit))
        try:
            await visit.start(bounded(width, MOST_WIDTH), bounded(height, MOST_HEIGHT))
            self.visits[visitor] = visit
            await self._process_messages(visitor, visit)
        except (AssertionError, LookupError, TypeError, ValueError, AttributeError) as error:
            log.warning("a browser sent what cannot be understood: %r", error)
        finally:
            idle.cancel()
            try:
                await asyncio.shield(visit.stop())
            finally:
                del self.visits[visitor], self._clients[visitor]
        await visitor.close()
        return visitor

    def _has_its_share(self, client: str) -> bool:
        """Does this computer have as many places as one may? The own one is trusted with all of them."""
        held = sum(1 for other in self._clients.values() if other == client)
        return held >= self.offer.each and not is_loopback(client)

    async def _end_when_idle(self, visitor: web.WebSocketResponse, visit: Visit) -> None:
        """Send a visitor home who has not touched a key or the mouse for as long as the offer says."""
        while self.offer.idle_s and (left := visit.touched + self.offer.idle_s - monotonic()) > 0:
            await asyncio.sleep(left)
        if self.offer.idle_s:
            await visitor.close(code=WSCloseCode.GOING_AWAY)


def run(offer: ServeOptions) -> int:
    """Serve until Ctrl-C or SIGTERM; returns the exit code. SettingsError if it cannot be served there."""
    logging.basicConfig(level=logging.WARNING, format="feedscope: %(message)s")
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(offer))
    return 0


async def _serve(offer: ServeOptions) -> None:
    server = Served(offer)
    await server.start()
    say = server.say
    sys.stdout.write(f"{say('cli.serve.at', address=server.address, visitors=offer.visitors)}\n")
    sys.stdout.flush()
    if not offer.loopback:
        sys.stderr.write(f"feedscope: {say('cli.serve.warning')}\n")
    over = asyncio.Event()
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, over.set)
    try:
        await over.wait()
    finally:
        await server.stop()
