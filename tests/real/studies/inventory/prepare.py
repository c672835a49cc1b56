"""Count the service inventory from rows to registers.

audit.csv: for each channel of one organisation, how many service standards it has, the share of those with volume that are at
or above their own target (the objective is that all are), and the applications received through it; for all its services
together, how many there are and how many have a standard. benchmark.csv: for each of ten organisations and each of
six online steps, the share of its services to which the step applies that offer it online.
"""

import csv
from collections import defaultdict
from pathlib import Path

SERVICES = "ca-gc-service-inventory/si_2024.csv"
STANDARDS = "ca-gc-service-inventory/ss_2024.csv"
OWNER = "pwgsc-tpsgc"
STEPS = (
    "os_account_registration",
    "os_authentication",
    "os_application",
    "os_decision",
    "os_issuance",
    "os_issue_resolution_feedback",
)
APPLICATIONS = {
    "onl": "num_applications_online",
    "person": "num_applications_in_person",
    "post": "num_applications_by_mail",
    "tel": "num_applications_by_phone",
    "eml": "num_applications_by_email",
    "fax": "num_applications_by_fax",
    "oth": "num_applications_by_other",
}
DATE = "2024-03-31"


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one file of the inventory."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def serves_the_public(service: dict[str, str]) -> bool:
    """Tell whether a service is external or enterprise-wide, the scope the published totals have."""
    return bool({"EXTERN", "ENTERPRISE"} & set(service["service_scope"].split(",")))


def count_applications(services: list[dict[str, str]], channel: str) -> int | None:
    """Return the applications received through a channel, None where no service has a number ("ND" no data, "NA" not offered)."""
    numbers = [cell for service in services if (cell := service[APPLICATIONS[channel]]) not in ("ND", "NA", "")]
    return sum(map(int, numbers)) if numbers else None


def with_volume(standards: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the standards whose performance can be told: some volume was measured."""
    return [s for s in standards if s["total_volume"] not in ("ND", "NA", "") and float(s["total_volume"]) > 0]


def share_met(standards: list[dict[str, str]]) -> float:
    """Return the share of standards at or above their own target; one without a stated target or performance is not met."""
    met = [bool(s["performance"] and s["target"]) and float(s["performance"]) >= float(s["target"]) for s in standards]
    return sum(met) / len(met)


def prepare(data: Path, study: Path) -> None:
    """Write audit.csv and benchmark.csv of the one wave."""
    services, standards = read_rows(data / SERVICES), read_rows(data / STANDARDS)
    players = [row["player_id"] for row in read_rows(study / "players.csv")]
    wave = study / "waves" / "2024"
    _write(
        wave / "audit.csv",
        ["offer_id", "kpi", "value", "unit", "target", "source", "date"],
        _audit([s for s in services if s["owner_org"] == OWNER], [s for s in standards if s["owner_org"] == OWNER]),
    )
    _write(wave / "benchmark.csv", ["player_id", "practice", "score", "source", "date"], _benchmark(services, players))


def _audit(services: list[dict[str, str]], standards: list[dict[str, str]]) -> list[tuple[object, ...]]:
    with_standards = {s["service_id"] for s in standards}
    lines: list[tuple[object, ...]] = [
        ("services", "services", len(services), "count", "", SERVICES, DATE),
        ("services", "services_with_standards", len(with_standards), "count", "", STANDARDS, DATE),
        ("services", "standards", len(standards), "count", "", STANDARDS, DATE),
    ]
    by_channel = defaultdict(list)
    for standard in standards:
        by_channel[standard["channel"].lower()].append(standard)
    for channel, rows in sorted(by_channel.items()):
        lines.append((channel, "standards", len(rows), "count", "", STANDARDS, DATE))
        measured = with_volume(rows)
        if measured:
            lines.append((channel, "standards_met", share_met(measured), "share", 1, STANDARDS, DATE))
    for channel in APPLICATIONS:
        received = count_applications(services, channel)
        if received is not None:
            lines.append((channel, "applications", received, "count", "", SERVICES, DATE))
    return lines


def _benchmark(services: list[dict[str, str]], players: list[str]) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = []
    for player in players:
        own = [s for s in services if s["owner_org"].replace("-", "_") == player]
        for step in STEPS:
            answers = [s[step] for s in own if s[step] in ("Y", "N")]
            if answers:
                lines.append((player, step.removeprefix("os_"), answers.count("Y") / len(answers), SERVICES, DATE))
    return lines


def _write(path: Path, header: list[str], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
