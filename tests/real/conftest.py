"""The real studies, run once for all tests of this folder."""

from pathlib import Path

import pytest
from real_studies import DATA, HERE, lay_out, relstudy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason=f"the real files are not in {DATA}")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)
            if not DATA.is_dir():
                item.add_marker(absent)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each real study once, run over all its waves."""
    done = {}
    for name in ("grid", "barometer", "verbatims", "inventory", "banners"):
        study = lay_out(name, tmp_path_factory.mktemp("real"))
        code, report, messages = relstudy("run", study, "--all", "--plain")
        assert code == 0, (name, report["faults"], messages)
        done[name] = study
    return done
