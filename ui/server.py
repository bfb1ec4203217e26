"""The server: chat window, HTTP API, API for Gradio's client and MCP tool, behind one guard."""

from __future__ import annotations

import base64
import contextlib
import errno
import hmac
import ipaddress
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import fastapi
import gradio as gr
import uvicorn
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from platformdirs import user_data_path
from starlette.middleware.trustedhost import TrustedHostMiddleware

from index.errors import ExtraitError
from index.loaders import MAX_BYTES
from qa.assistant import Assistant
from ui.app import STATIC, Window
from ui.asked import Asked, out_of_bounds
from ui.sources import Sources

PORTS = range(7860, 7960)
LONGEST = 20_000_000  # bytes of a request; each carries what the browser keeps, some 5 MB at most
# The page needs its own files and nothing else: no font, script or image from another place.
POLICY = (
    b"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'; "
    b"form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """ASGI middleware that refuses requests without the password, from another site's page, of unknown length or too
    long, and forbids our page to load anything from elsewhere."""

    def __init__(self, app: Any, password: str | None) -> None:
        self._app, self._password = app, password

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Serve, or answer 401, 403, 411 or 413. HTTP Basic may give any user name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif refused := self._refused(dict(scope["headers"]), scope["path"]):
            await refused(scope, receive, send)
        else:

            async def guarded(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], (b"content-security-policy", POLICY)]
                await send(message)

            await self._app(scope, receive, guarded)

    def _refused(self, headers: dict[bytes, bytes], path: str) -> fastapi.Response | None:
        if self._password is not None and not self._known(headers.get(b"authorization", b"")):
            return fastapi.Response("Mot de passe ? / Password?", 401, {"WWW-Authenticate": 'Basic realm="extrait"'})
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        if origin is not None and origin.partition(b"//")[2] != host:  # Gradio would let any page read, off loopback
            return fastapi.Response("Another site's page / la page d’un autre site", 403)
        if path == "/gradio_api/upload":  # Gradio limits uploads
            return None
        length = headers.get(b"content-length", b"0")
        if b"transfer-encoding" in headers or not length.isdigit():
            return fastapi.Response("Send a Content-Length / envoyez un Content-Length", 411)
        if int(length) > LONGEST:
            return fastapi.Response(f"At most {LONGEST:,} bytes / au plus", 413)
        return None

    def _known(self, header: bytes) -> bool:
        scheme, _, given = header.partition(b" ")
        try:
            password = base64.b64decode(given).partition(b":")[2]
        except ValueError:
            return False
        return scheme.lower() == b"basic" and hmac.compare_digest(password, (self._password or "").encode())


def application(assistant: Assistant, host: str, local: bool, password: str | None = None) -> fastapi.FastAPI:
    """Everything that is served: ``/`` the window, ``/api/ask``, ``/openapi.json``, ``/gradio_api/mcp/``.

    Args:
        host: the name in the address.
        local: whether only this machine can reach it.
    """
    # No documentation pages, which load scripts from elsewhere; /openapi.json does not.
    app = fastapi.FastAPI(title="extrait", docs_url=None, redoc_url=None)

    @app.post("/api/ask", responses={400: {"description": "The question is empty, too long or without a word."}})
    def ask(asked: Asked) -> dict[str, Any]:
        """Answer with an exact quote of the documents, or say that no sure answer was found (`answered`: false).

        The same as `extrait ask --json`: `text` stands at [`start`, `end`) of the document, in code points.
        """
        try:
            return asked.answer(assistant)
        except ExtraitError as error:
            raise fastapi.HTTPException(400, str(error)) from error

    @app.exception_handler(RequestValidationError)
    def refuse(request: fastapi.Request, error: RequestValidationError) -> JSONResponse:
        """Replace FastAPI's own reply, which repeats what was sent: that may not be valid JSON."""
        return JSONResponse({"detail": out_of_bounds(error.errors())}, 422)

    data = user_data_path("extrait")
    _mount(Window(Sources(assistant, data / "sessions"), data / "feedback.json").page, app, host)
    app.add_middleware(Guard, password=password)
    if local:  # refuses another site's name that resolves to this machine (DNS rebinding)
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]", host])
    return app


def _mount(page: gr.Blocks, app: fastapi.FastAPI, host: str) -> None:
    """Serve the window at ``/``, with its style and script, and Gradio's API and MCP tool for programs."""
    page.has_launched = True  # as launch() sets it; otherwise Gradio accepts any path of this machine as an upload
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=host,
        footer_links=[],
        favicon_path=str(STATIC / "favicon.svg"),
        css=(STATIC / "style.css").read_text(encoding="utf-8"),
        head=f"<script>{(STATIC / 'page.js').read_text(encoding='utf-8')}</script>",
        theme=gr.themes.Base(font=["Georgia", "serif"], font_mono=["monospace"]).set(
            body_background_fill="#fbf9f4", body_background_fill_dark="#1a1815"
        ),
        max_file_size=10 * MAX_BYTES,  # if one file is larger, Gradio refuses all; our own limit refuses only that one
        mcp_server=True,
        run_history=False,
        ssr_mode=False,
        show_error=False,
    )


@contextlib.contextmanager
def serving(assistant: Assistant, host: str, port: int | None = None, password: str | None = None) -> Iterator[str]:
    """Serve while the block runs; yield the address.

    Args:
        port: the first free one from 7860 if not given.

    Raises:
        ExtraitError: host or password is empty, the host is not this machine's, the port, or every port, is in use, or
            the server could not start.
    """
    if not host or password == "":  # an unset shell variable; an empty host would mean all addresses
        raise ExtraitError(
            "The host or the password is empty; give it / l’hôte ou le mot de passe est vide ; donnez-le."
        )
    listening = _listen(host, port)
    bound, number, *_ = listening.getsockname()
    served = application(assistant, host, is_local(bound), password)
    config = uvicorn.Config(served, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    name = socket.gethostname() if bound in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    address = f"http://{name}:{number}/"
    try:
        if not server.started:
            raise ExtraitError(
                f"The server did not start at {address}; try another --port / "
                "le serveur n’a pas démarré ; essayez un autre --port."
            )
        yield address
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        listening.close()


def _listen(host: str, port: int | None) -> socket.socket:
    for number in PORTS if port is None else [port]:
        listening = socket.socket(_family(host))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen()
            return listening
        except OSError as error:
            listening.close()
            problem = error
            if error.errno != errno.EADDRINUSE:  # another port would not help
                break
    another = "--port" if problem.errno in (errno.EADDRINUSE, errno.EACCES) else "--host"
    raise ExtraitError(
        f"Port {number} on {host} cannot be used ({problem.strerror or problem}); give another {another} / "
        f"port ou hôte inutilisable ; donnez un autre {another}."
    )


def is_local(host: str) -> bool:
    """Whether only this machine reaches a server that listens on ``host``.

    >>> [is_local(host) for host in ("127.0.0.1", "127.1", "LocalHost", "::1", "::ffff:127.0.0.1", "0.0.0.0")]
    [True, True, True, True, True, False]
    """
    (*_, found), *_ = socket.getaddrinfo(host, None, _family(host))  # as ``bind`` resolves it
    known = ipaddress.ip_address(found[0])
    return (getattr(known, "ipv4_mapped", None) or known).is_loopback


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
