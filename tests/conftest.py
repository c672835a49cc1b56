"""What holds for the whole suite: golden files are rewritten on request alone, no test is judged by the clock, and the
same examples are drawn at every run, so that a change alone decides whether it passes (`make search` draws others)."""

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from relstudy.delivery import delivering, wave

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None, max_examples=500, print_blob=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files with what comes out now")


#: Folders whose files take long one by one: they come first, so that no process is left alone with one of them at the end.
_LONG_FILES = ("flows", "contract", "surveys", "real", "delivery", "report", "recount", "outputs")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files by how long their folders take; those of this folder, which follow the documents, are long too."""
    rank = {name: number for number, name in enumerate((_HERE.name, *_LONG_FILES))}
    items.sort(key=lambda item: rank.get(item.path.parent.relative_to(_HERE.parent).parts[:2][-1], len(rank)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of collected tests live to the end: looking through them for cycles again and again took a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(40_000, 20, 50)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def usual_interrupts() -> Iterator[None]:
    """Interruptions as in a terminal: a suite begun in the background, and what it starts, would ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


#: Outputs that take longer to make than all a study computes, and the folders whose tests ask about a run, not about them.
_LONG = ("origins", "paper", "deck")
_ABOUT_RUNS = ("cli", "contract", "delivery", "recount", "surveys")


@pytest.fixture(scope="module", autouse=True)
def short_runs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave the long outputs out of runs in this process, but for tests marked `every_output` and those of outputs, pages and flows."""
    if request.path.parent.name not in _ABOUT_RUNS or request.node.get_closest_marker("every_output"):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        for module in (wave, delivering):
            patch.setattr(module, "OUTPUTS", tuple(o for o in module.OUTPUTS if o.name not in _LONG))
        yield
