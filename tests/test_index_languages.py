"""The language of texts and questions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_threads_that_all_ask_first_get_the_language() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\nfrom index.languages import detect_language\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    found = set(pool.map(detect_language, ['Le port reçoit quarante bateaux par jour.'] * 64))\n"
        "assert found == {'fr'}, found"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
