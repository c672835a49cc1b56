"""The real studies, run once for all tests of this folder."""

from pathlib import Path

import pytest
from built_once import built_once
from real_studies import DATA, HERE, lay_out, relstudy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason=f"the real files are not in {DATA}")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)
            if not DATA.is_dir():
                item.add_marker(absent)


class Finished(dict[str, Path]):
    """Each real study run over all its waves when a test first asks for it; nobody writes into one."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        super().__init__()
        self.factory = factory

    def __missing__(self, name: str) -> Path:
        self[name] = built_once(self.factory, f"real-{name}", lambda folder: run_in(folder, name)) / name
        return self[name]


def run_in(folder: Path, name: str) -> None:
    code, report, messages = relstudy("run", lay_out(name, folder), "--all", "--plain")
    assert code == 0, (name, report["faults"], messages)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The real studies by name: each is run once, whichever test and process needs it first."""
    return Finished(tmp_path_factory)
