"""How often Python looks for cycles among its objects: seldom, since a run loads and makes hundreds of thousands that live to its end."""

import contextlib
import gc
from collections.abc import Iterator

#: New objects before the young ones are looked through, and how often that is done before the older ones are.
_SELDOM = (500_000, 20, 100)


def collect_seldom() -> None:
    """Look for cycles seldom from now on: for a process that ends with its command."""
    gc.set_threshold(*_SELDOM)


def let_go() -> None:
    """Let go of what is no longer used, as of the wave before where another is begun."""
    gc.collect()


def leave_uncollected() -> None:
    """Leave what is there out of the last search, which Python makes before a process ends: its memory goes back all the same."""
    gc.freeze()


@contextlib.contextmanager
def collected_seldom() -> Iterator[None]:
    """Look for cycles seldom for a while."""
    usual = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
