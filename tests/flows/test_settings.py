from pathlib import Path

import httpx
import pytest

from relstudy.delivery.jobs import WaveJob
from relstudy_flows.home import ServerLost, ServerNotStarted
from relstudy_flows.launch import FlowRunner, environment
from relstudy_flows.settings import quiet_settings


def test_prefect_is_kept_silent_and_at_home(tmp_path: Path) -> None:
    settings = quiet_settings(tmp_path / "home", tmp_path / "log")
    assert settings["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert settings["DO_NOT_TRACK"] == "1"
    assert settings["PREFECT_HOME"] == str(tmp_path / "home")
    assert Path(settings["PREFECT_LOGGING_SETTINGS_PATH"]).is_file()


def test_loopback_is_never_asked_of_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet")
    assert quiet_settings(tmp_path, tmp_path)["no_proxy"] == "intranet,127.0.0.1,localhost"


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("RELSTUDY_A", "before")
    monkeypatch.delenv("RELSTUDY_B", raising=False)
    with environment({"RELSTUDY_A": "during", "RELSTUDY_B": "during"}):
        assert (os.environ["RELSTUDY_A"], os.environ["RELSTUDY_B"]) == ("during", "during")
    assert os.environ["RELSTUDY_A"] == "before"
    assert "RELSTUDY_B" not in os.environ


def test_a_home_that_cannot_be_written_is_said_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    said: list[tuple[str, dict[str, object]]] = []
    runner = FlowRunner(on_step=lambda *_: None, on_server=lambda kind, **place: said.append((kind, place)))
    with runner:
        home, log = runner._home()
        assert home.is_dir()
        assert log.parent == home
    assert [kind for kind, _ in said] == ["home-not-writable"]
    assert not home.exists()


@pytest.mark.parametrize("answering", [True, False])
def test_a_server_that_went_away_is_told_from_a_defect(answering: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import relstudy_flows.wave
    from relstudy_flows import launch

    def break_off(job: WaveJob, *, on_step: object) -> None:
        raise ConnectionError("refused")

    runner = FlowRunner(on_step=lambda *_: None, on_server=lambda *_, **__: None)
    runner._settled, runner._url = True, "http://127.0.0.1:9/api"
    monkeypatch.setattr(relstudy_flows.wave, "run_wave_flow", break_off)
    monkeypatch.setattr(launch, "answers", lambda url: answering)
    with pytest.raises(ConnectionError if answering else ServerLost):
        runner(WaveJob(folder="", study="", wave="", out="", langs=("fr",)))


@pytest.mark.parametrize("broken", [ConnectionError("refused"), ServerNotStarted(Path("log"))])
def test_a_server_that_goes_before_the_first_step_is_told_from_one_that_does_not_start(
    broken: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = FlowRunner(on_step=lambda *_: None, on_server=lambda *_, **__: None)

    def break_off() -> None:
        runner._url = "http://127.0.0.1:9/api"
        raise broken

    monkeypatch.setattr(runner, "_settle", break_off)
    with pytest.raises(ServerLost if isinstance(broken, ConnectionError) else ServerNotStarted):
        runner(WaveJob(folder="", study="", wave="", out="", langs=("fr",)))


@pytest.mark.parametrize(("status", "raised"), [(500, ServerLost), (507, ServerLost), (422, httpx.HTTPStatusError)])
def test_a_server_that_can_write_nothing_down_is_told_from_a_defect(
    status: int, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    import relstudy_flows.wave
    from relstudy_flows import launch

    def break_off(job: WaveJob, *, on_step: object) -> None:
        httpx.Response(status, request=httpx.Request("POST", "http://127.0.0.1:9/api")).raise_for_status()

    runner = FlowRunner(on_step=lambda *_: None, on_server=lambda *_, **__: None)
    runner._settled, runner._url = True, "http://127.0.0.1:9/api"
    monkeypatch.setattr(relstudy_flows.wave, "run_wave_flow", break_off)
    monkeypatch.setattr(launch, "answers", lambda url: True)
    with pytest.raises(raised):
        runner(WaveJob(folder="", study="", wave="", out="", langs=("fr",)))
