"""Models by a hub's name: without the hub's chatter, and without its minute of retries where there is no network."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TIMEOUT = 5  # seconds


def cached_only(name: str | Path) -> bool:
    """True where the hub need not or cannot be asked: a folder, or no network.

    Asked once here, since the libraries ask for each file and try six times over.
    """
    if Path(name).is_dir():
        return True
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=TIMEOUT)
    except Exception:  # the session's own errors, and huggingface_hub's in offline mode
        return True
    return False


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Errors only, while a model loads: weights that a base has or lacks on purpose would be warned of."""
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
