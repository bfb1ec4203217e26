"""What other programs get from a running server: README's own examples, run as they stand there."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fastapi
import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from index.errors import ExtraitError
from tests.window import ask, open_page
from ui.server import serving

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## For other programs")[1]
EXAMPLES = re.findall(r"^```(\w+)\n(.*?)^```", SECTION.split("\n## ")[0], re.MULTILINE | re.DOTALL)


def test_there_is_an_example_of_each_way() -> None:
    assert [language for language, _ in EXAMPLES] == ["sh", "python", "python"]
    for (_, code), way in zip(EXAMPLES, ("curl ", "gradio_client", "mcp"), strict=True):
        assert way in code and "http://127.0.0.1:7860/" in code


@pytest.mark.parametrize(("language", "code"), EXAMPLES, ids=["http", "gradio-client", "mcp"])
def test_an_example_of_the_readme_gets_the_quote(address: str, language: str, code: str) -> None:
    run = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
    done = subprocess.run(
        [*run, code.replace("http://127.0.0.1:7860/", address)], capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    said = re.sub(r"\\u00a0|\\u202f|\s", " ", done.stdout)
    assert "240 000" in said and "char_location" in said


def test_other_programs_get_the_same_answer(address: str, assistant: Any) -> None:
    question = "Combien d'emplois numériques seront créés ?"
    expected = assistant.ask(question).to_dict()
    asked = httpx.post(f"{address}api/ask", json={"question": question}, timeout=60)
    assert asked.json() == expected
    assert httpx.post(f"{address}api/ask", json={"question": " "}).status_code == 400
    assert "/api/ask" in httpx.get(f"{address}openapi.json").json()["paths"]
    assert httpx.get(address, headers={"Host": "elsewhere.example"}).status_code == 400
    assert Client(address, verbose=False).predict(question, None, 5, api_name="/ask") == expected


def test_what_a_program_asks_wrong_is_said_in_a_line(address: str) -> None:
    for top_k in (0, -1, 10**6):
        with pytest.raises(AppError, match=r"^top_k is a whole number from 1 to 50 / top_k est un entier"):
            Client(address, verbose=False).predict("Qui a signé ?", None, top_k, api_name="/ask")
        sent = httpx.post(f"{address}api/ask", json={"question": "Qui a signé ?", "top_k": top_k})
        assert sent.status_code == 422
    question = "question is a text, and must be given"
    for body, said in (
        (b'{"question": "Qui ?", "top_k": NaN}', "top_k is a whole number from 1 to 50 / top_k est"),
        (b'{"question": "Qui ?", "history": ["Qui ?", 3]}', "history is a list of texts / history est"),
        (b'{"question": ["\\ud800"]}', f"{question} / question est"),
        (b'{"question": 3, "top_k": 0}', f"{question}; top_k is a whole number from 1 to 50 / question est"),
        (b"{}", f"{question} / question est"),
        (b"[]", f"{question}; history is"),
        (b"{", f"{question}; history is"),
    ):
        sent = httpx.post(f"{address}api/ask", content=body, headers={"Content-Type": "application/json"})
        assert sent.status_code == 422
        assert sent.json()["detail"].startswith(said)


def test_half_a_character_stops_no_answer(address: str) -> None:
    question = b'{"question": "\\ud83d Combien de startups ?"}'
    asked = httpx.post(f"{address}api/ask", content=question, headers={"Content-Type": "application/json"}, timeout=60)
    assert asked.status_code == 200
    assert asked.json()["question"] == "\ufffd Combien de startups ?"


def test_no_file_leaves_or_enters_but_by_the_window(address: str, verdicts: Path) -> None:
    sent = httpx.post(f"{address}gradio_api/upload", files={"files": ("../../../x/../évadé.txt", b"x")})
    path = Path(sent.json()[0])
    assert path.is_file() and path.resolve().parent.parent.name == "gradio" and path.name == "évadé.txt"
    path.unlink()
    for file in (ROOT / "pyproject.toml", verdicts, "/etc/passwd"):
        assert httpx.get(f"{address}gradio_api/file={file}").status_code in (403, 404)
    icon = httpx.get(f"{address}favicon.ico")
    assert icon.headers["content-type"].startswith("image/svg") and icon.text.startswith("<svg")


def events(address: str) -> list[dict[str, Any]]:
    """What the page and other programs can ask the server for."""
    return list(httpx.get(f"{address}config").json()["dependencies"])


def sent(address: str, event: dict[str, Any], data: list[Any]) -> str:
    """What Gradio says to one of ``events`` with this ``data``, whoever made it up."""
    joined = {"fn_index": event["id"], "data": data, "session_hash": "stranger"}
    httpx.post(f"{address}gradio_api/queue/join", json=joined).raise_for_status()
    return httpx.get(f"{address}gradio_api/queue/data?session_hash=stranger", timeout=60).text.replace(" ", "")


def test_no_path_of_the_server_is_taken_for_an_upload(address: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Le mot de passe est Sésame.", encoding="utf-8")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    three = [event for event in events(address) if len(event["inputs"]) == 3]
    assert len(three) == 4  # the window's: ask, choose, upload; and programs' ask
    for event in three:
        for given in (file, [file]):
            said = sent(address, event, [given, None, None])
            assert "process_completed" in said and "Sésame" not in said and "/gradio_api/file=" not in said
    assert secret.exists()


def test_a_choice_is_taken_that_a_server_started_again_did_not_offer(address: str) -> None:
    choose = next(event for event in events(address) if event["targets"] and event["targets"][0][1] == "input")
    assert '"success":true' in sent(address, choose, ["0" * 32, None, None])


@pytest.mark.parametrize(
    "kept",
    [
        {"language": [1], "chosen": {}, "token": 3},
        {"conversations": [{"id": "x", "turns": ["no turn", {"question": "Qui ?"}]}, {"id": "y", "turns": [7]}, 5]},
    ],
)
def test_a_page_opens_whatever_its_browser_keeps(address: str, kept: dict[str, Any]) -> None:
    start = next(event for event in events(address) if len(event["inputs"]) == 1)
    assert '"success":true' in sent(address, start, [kept])


def test_another_sites_page_sends_nothing(address: str) -> None:
    host = urlsplit(address).netloc
    for origin, status in ((f"http://{host}", 200), ("https://elsewhere.example", 403), ("null", 403)):
        sent = httpx.post(f"{address}gradio_api/upload", files={"files": ("x.txt", b"x")}, headers={"Origin": origin})
        assert sent.status_code == status
        if status == 200:
            Path(sent.json()[0]).unlink()
    assert "frame-ancestors 'none'" in httpx.get(address).headers["content-security-policy"]


def test_nor_where_others_reach_the_server(assistant: Any) -> None:
    with serving(assistant, "0.0.0.0") as address:
        assert socket.gethostname() in address  # the others cannot use 0.0.0.0
        here = f"http://127.0.0.1:{urlsplit(address).port}/"
        asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
        assert httpx.options(f"{here}gradio_api/call/ask", headers=asking).status_code == 403
        assert httpx.get(here, headers={"Host": "extrait.ministry.example"}).status_code == 200


@pytest.mark.parametrize("host", ["127.1", "LocalHost"])
def test_a_local_address_is_one_however_it_is_written(assistant: Any, host: str) -> None:
    with serving(assistant, host) as address:
        assert httpx.get(address, headers={"Host": "elsewhere.example"}).status_code == 400
        assert httpx.get(address).status_code == 200


def test_what_is_sent_has_bounds(address: str) -> None:
    long = b'{"question": "' + b"x" * 20_000_000 + b'"}'
    for path in ("api/ask", "gradio_api/call/upload", "gradio_api/run/upload"):
        assert httpx.post(address + path, content=long).status_code == 413
    assert httpx.post(f"{address}api/ask", content=iter([long])).status_code == 411  # in chunks, no length is told


@pytest.mark.parametrize(
    ("host", "port", "password", "says"),
    [
        ("", None, None, "The host or the password is empty"),
        ("127.0.0.1", None, "", "The host or the password is empty"),
        ("no.such.host.invalid", None, None, "Port 7860 on no.such.host.invalid .* give another --host"),
        ("192.0.2.1", None, None, "Port 7860 on 192.0.2.1 .* give another --host"),
    ],
)
def test_where_nothing_can_be_served_is_said_at_once(
    assistant: Any, host: str, port: int | None, password: str | None, says: str
) -> None:
    with pytest.raises(ExtraitError, match=says), serving(assistant, host, port, password):
        pytest.fail("it has no address")


def test_a_port_in_use_is_named(assistant: Any, address: str) -> None:
    port = urlsplit(address).port
    with (
        pytest.raises(ExtraitError, match=f"Port {port} on 127.0.0.1 .* give another --port"),
        serving(assistant, "127.0.0.1", port),
    ):
        pytest.fail("it has no address")


def test_an_agent_finds_one_tool(address: str) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def tools() -> list[str]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return [tool.name for tool in (await session.list_tools()).tools]

    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs in this thread
        assert apart.submit(asyncio.run, tools()).result() == ["ask"]


def test_a_password_guards_the_window_and_the_programs(assistant: Any, browser: Any) -> None:
    with serving(assistant, "127.0.0.1", password="sésame") as address:
        for path in ("", "openapi.json", "gradio_api/mcp/", "config"):
            assert httpx.get(address + path).status_code == 401
            assert httpx.get(address + path, auth=("x", "wrong")).status_code == 401
        assert httpx.get(address, auth=httpx.BasicAuth("x", "sésame")).status_code == 200
        page, _ = open_page(browser, address, http_credentials={"username": "x", "password": "sésame"})
        assert "Rabat" in ask(page, "Où sera basé le « Jazari Root » ?").locator("mark").first.inner_text()
        page.context.close()


def test_a_server_that_cannot_start_is_one_line(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.asynccontextmanager
    async def broken(_: fastapi.FastAPI) -> AsyncIterator[None]:
        raise OSError("no disk")
        yield

    monkeypatch.setattr("ui.server.application", lambda *_: fastapi.FastAPI(lifespan=broken))
    with (
        pytest.raises(ExtraitError, match=r"did not start at http://127.0.0.1:\d+/"),
        serving(assistant, "127.0.0.1"),
    ):
        pytest.fail("it has no address")


def test_the_server_stops_without_a_traceback(browser: Any, tmp_path: Path) -> None:
    env = {**os.environ, "BROWSER": "true", "XDG_DATA_HOME": str(tmp_path)}
    with (tmp_path / "said").open("w+") as said:
        chat = subprocess.Popen(
            [Path(sys.executable).with_name("extrait"), "chat"],
            stdout=said,
            stderr=said,
            env=env,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # in the background it may be ignored
        )
        try:
            while not (address := re.search(r"extrait: (http://\S+)", (tmp_path / "said").read_text())):
                assert chat.poll() is None
                time.sleep(0.2)
            page, _ = open_page(browser, address[1])  # with its connections open
            ask(page, "Où sera basé le « Jazari Root » ?")
            chat.send_signal(signal.SIGINT)
            assert chat.wait(timeout=20) == 0
            page.context.close()
        finally:
            chat.kill()
    assert (tmp_path / "said").read_text().splitlines()[1:] == [f"extrait: {address[1]}"]
