"""Who may look: only those who were told the token, on this computer too, for it has other users and programs.

The token is in the address that is handed out; the page then keeps it as a cookie, because the address of the
websocket, and those of scripts and fonts, have no room for it. Pages of other sites may not open the websocket, and
on loopback the host asked for must be one of this computer's own names, so that no site can rename itself to it.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from simulator.cli.serve.options import is_loopback

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'"
    ),
}


class RequestGuard:
    """Looks at every request before anything else does."""

    def __init__(self, loopback: bool) -> None:
        self.token = secrets.token_urlsafe(24)
        self.port = 0
        """Where it is served; browsers keep one set of cookies for all ports of a computer."""
        self._loopback = loopback

    @property
    def cookie(self) -> str:
        """The name of the cookie with the token."""
        return f"feedscope-token-{self.port}"

    def admits(self, request: web.Request) -> bool:
        """May this request be answered?"""
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return False
        if self._loopback and not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
            return False
        given = (request.query.get("token", ""), request.cookies.get(self.cookie, ""))
        fits = [hmac.compare_digest(word.encode(), self.token.encode()) for word in given]
        return any(fits)

    def middleware(self, refusal: str) -> Middleware:
        """Answers what is not admitted with this sentence."""

        @web.middleware
        async def look(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.admits(request):
                return web.Response(status=403, text=f"{refusal}\n", headers=HEADERS)
            response = await handler(request)
            if not response.prepared:
                response.headers.update(HEADERS)
            return response

        return look

    def remember(self, response: web.StreamResponse) -> None:
        """Have the browser keep the token."""
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict")
