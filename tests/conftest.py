"""What every test may rely on: no hub, no connection beyond this machine."""

from __future__ import annotations

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # before anything imports huggingface_hub
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import ipaddress
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import chromium
from tests.window import FLAGS, open_page

settings.register_profile("extrait", deadline=None, max_examples=60)
settings.load_profile("extrait")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise ConnectionRefusedError(f"the tests may not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def assistant() -> Any:
    """The real assistant over the article."""
    from qa.assistant import Assistant

    return Assistant.load()


@pytest.fixture
def unhurried(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader takes a second more: what is to happen before an answer has no time on a fast machine."""
    read = assistant.reader.read

    def later(*given: Any) -> Any:
        time.sleep(1)
        return read(*given)

    monkeypatch.setattr(assistant.reader, "read", later)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evaluation file that thumbs are written to."""
    return tmp_path_factory.mktemp("data") / "extrait" / "feedback.json"


@pytest.fixture(scope="module")
def address(assistant: Any, verdicts: Path) -> Iterator[str]:
    """Of a server over the real model."""
    from ui.server import serving

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(verdicts.parent.parent))
        with serving(assistant, "127.0.0.1") as address:
            yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    assert path, "No Chromium: run `python tests/chromium.py`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Any, list[str]]]:
    """A page in the locale of the test's parameter, and the addresses beyond this machine that it asked for."""
    page, refused = open_page(browser, address, locale=getattr(request, "param", "fr-FR"))
    yield page, refused
    page.context.close()
