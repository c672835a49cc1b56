"""Prefect's settings as relstudy wants them: offline, quiet, at home in the user's cache. Set before Prefect is imported.

What the user set on purpose stays (PREFECT_HOME, a database); what would talk to the outside or to the screen does not.
"""

import os
from collections.abc import Mapping
from pathlib import Path

#: Loopback is never asked of a proxy.
_LOOPBACK = "127.0.0.1,localhost"


def quiet_settings(home: Path, log: Path) -> dict[str, str]:
    """Return the environment of any process that imports Prefect, client or server.

    `log` receives what Prefect has to say; nothing of it reaches the screen.
    """
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).with_name("logging.yml")),
        "PREFECT_LOGGING_HANDLERS_LOG_FILENAME": str(log),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        # A busy machine keeps SQLite waiting longer than the 10 seconds of the default.
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_CLI_PROMPT": "false",
        **_no_proxy(os.environ),
    }


def _no_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    known = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    value = ",".join(part for part in (known, _LOOPBACK) if part)
    return {"NO_PROXY": value, "no_proxy": value}
