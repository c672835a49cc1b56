"""Schedules on a real kept server: what is due is one flow run, its state tells what became of it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from good_study import responses
from quick_study import write_study

from relstudy_flows.scheduling import _ENTRYPOINT, BadCron, _free_name, artifact_key, check_cron
from relstudy_flows.server import POOL


def test_names_and_keys_are_what_prefect_allows() -> None:
    assert _free_name("bank", {"other"}) == "bank"
    assert _free_name("bank", {"bank", "bank-2"}) == "bank-3"
    assert artifact_key("bank_2026.v2") == "relstudy-bank-2026-v2"


def test_a_cron_has_five_possible_fields() -> None:
    for cron in ("0 6 * * 1", "*/5 8-18 * * mon-fri", "0 0 1 1 *"):
        check_cron(cron)
    for cron in ("", "0 6 * *", "0 6 * * 1 2026", "60 * * * *", "@daily", "R * * * *", "monday"):
        with pytest.raises(BadCron):
            check_cron(cron)


def test_an_agency_deploys_the_same_flow_to_the_same_pool() -> None:
    declared = (Path(__file__).parents[2] / "flows" / "prefect.yaml").read_text(encoding="utf-8")
    assert f"entrypoint: {_ENTRYPOINT}" in declared
    assert f"name: {POOL}" in declared


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Agency"]:
    """A user's home with a kept server."""
    kept = Agency(tmp_path_factory.mktemp("home"))
    try:
        kept.url = json.loads(kept.relstudy("server", "start", "--json").stdout)["url"]
        yield kept
    finally:
        kept.relstudy("server", "stop")


class Agency:
    def __init__(self, home: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "XDG", "LC_"))}
        self.environment = {**kept, "HOME": str(home), "LANG": "en_GB.UTF-8", "PREFECT_WORKER_QUERY_SECONDS": "1"}
        self.url = ""

    def relstudy(self, *line: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "relstudy", *map(str, line)],
            env=self.environment, capture_output=True, text=True, timeout=180,
        )  # fmt: skip

    def run_now(self, study: Path) -> dict[str, Any]:
        """Let a study be due now, wait for the end of that run and return its row, with its artifacts."""
        from prefect.client.orchestration import get_client
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with temporary_settings({PREFECT_API_URL: self.url}), get_client(sync_client=True) as client:
            mine = next(d for d in client.read_deployments() if d.parameters["folder"] == str(study))
            run = client.create_flow_run_from_deployment(mine.id)
            deadline = time.monotonic() + 150
            while not run.state.is_final():
                assert time.monotonic() < deadline, run.state
                time.sleep(0.3)
                run = client.read_flow_run(run.id)
            wanted = {"artifacts": {"flow_run_id": {"any_": [str(run.id)]}}}
            artifacts = client._client.post("/artifacts/filter", json=wanted).json()
        return {
            "name": run.name, "state": (run.state.type.value, run.state_name), "message": run.state.message,
            "artifacts": [a["data"] for a in artifacts],
        }  # fmt: skip


@pytest.mark.flow
def test_a_study_runs_by_itself_and_every_end_is_told_apart(agency: Agency, tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=("2026-03", "2026-09"), languages='["fr", "en"]')
    yearly = ("--cron", "0 6 1 1 *", "--timezone", "Europe/Paris")
    assert agency.relstudy("schedule", study, "--cron", "0 7 1 1 *").returncode == 0
    made = agency.relstudy("schedule", study, *yearly)
    assert (made.returncode, made.stdout.split("\n")[0]) == (0, 'mutuelle: due "0 6 1 1 *" (Europe/Paris).')
    twin = write_study(tmp_path / "twin", waves=("2026-03",))
    assert agency.relstudy("schedule", twin, *yearly).returncode == 0
    listed = json.loads(agency.relstudy("schedule", "--list", "--json").stdout)["schedules"]
    assert [(s["study"], s["folder"], s["cron"], s["timezone"]) for s in listed] == [
        ("mutuelle", str(study), "0 6 1 1 *", "Europe/Paris"),
        ("mutuelle", str(twin), "0 6 1 1 *", "Europe/Paris"),
    ]

    done = agency.run_now(study)
    assert (done["state"], len(done["artifacts"])) == (("COMPLETED", "Completed"), 1)
    assert done["name"].startswith("mutuelle-20")
    assert (study / "out/2026-09/report.en.html").as_uri() in done["artifacts"][0]
    unchanged = agency.run_now(study)
    assert (unchanged["state"], unchanged["artifacts"]) == (("COMPLETED", "Unchanged"), [])
    (study / "waves/2027-03").mkdir()
    assert agency.run_now(study)["state"] == ("COMPLETED", "NotArrived")
    responses(60, seed=3).drop(columns="poids").to_csv(study / "waves/2026-09/responses.csv", index=False)
    refused = agency.run_now(study)
    assert refused["state"] == ("FAILED", "Refused")
    assert "missing-column" in refused["message"]
    assert "**missing-column** waves/2026-09/responses.csv" in refused["artifacts"][0]
    notices = [json.loads(p.read_text()) for p in sorted((study / ".relstudy/notices").iterdir())]
    assert [n["state"] for n in notices] == ["done", "unchanged", "not_arrived", "refused"]

    assert json.loads(agency.relstudy("server", "status", "--json").stdout)["worker"] is True
    for place in (study, twin / ".." / "twin"):
        assert agency.relstudy("schedule", place, "--off").returncode == 0
    assert json.loads(agency.relstudy("schedule", "--list", "--json").stdout)["schedules"] == []
