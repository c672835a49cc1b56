"""The process of the worker beside the kept server: `python -m relstudy_flows.working PARENT`.

It carries out what is due, each run in a process of its own, and ends with the server that began it.
"""

import asyncio
import os
import sys
from contextlib import suppress

from prefect.utilities.processutils import setup_signal_handlers_worker
from prefect.workers.process import ProcessWorker

from relstudy_flows.lifetime import end_with
from relstudy_flows.server import POOL

#: Seconds a worker has to take leave of a server that is gone.
_GRACE = 20.0


def work() -> None:
    """Take due runs from the pool until told to end; as many at once as there are cores."""
    worker = ProcessWorker(work_pool_name=POOL, name="relstudy", limit=os.cpu_count() or 1)
    setup_signal_handlers_worker(os.getpid(), "the worker of relstudy", print)
    with suppress(KeyboardInterrupt):
        asyncio.run(worker.start())


if __name__ == "__main__":
    end_with(int(sys.argv[1]), grace=_GRACE)
    work()
