"""Event loops of their own: a browser of the same process keeps one running in the main thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Give what the coroutine gives, run in a thread that has no loop yet."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()
