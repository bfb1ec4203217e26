"""For loading models by their hub name: no log messages, and no minute of retries when there is no network."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TIMEOUT = 5  # seconds


def cached_only(name: str | Path) -> bool:
    """Whether to load without asking the hub: ``name`` is a folder, or there is no network.

    The network is tried once here, because the libraries try it six times for each file.
    """
    if Path(name).is_dir():
        return True
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=TIMEOUT)
    except Exception:  # the HTTP session's errors, and huggingface_hub's in offline mode
        return True
    return False


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Log only errors while a model loads: the libraries warn of extra and missing weights, which are intended here."""
    from huggingface_hub.utils import logging as hub
    from transformers.utils import logging as transformers

    before = hub.get_verbosity(), transformers.get_verbosity()
    hub.set_verbosity(logging.ERROR)
    transformers.set_verbosity(logging.ERROR)
    transformers.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        hub.set_verbosity(before[0])
        transformers.set_verbosity(before[1])
