"""Has Dapr call this app at a time; whoever is called decides by what is due then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.domain.ledger import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.adapters.dapr import Sidecar

SECONDS = 3.0
"""How long a call may take; without its scheduler the sidecar alone would wait ten times longer."""


class DaprJobs:
    """Jobs of this app, each once at its time: a `POST /job/<name>`, never early.

    One that the app does not answer is tried three times more within seconds and then forgotten,
    which is no loss: a job wakes, and a table remembers.
    """

    def __init__(self, sidecar: Sidecar) -> None:
        self._sidecar = sidecar

    async def schedule(self, name: str, *, due: datetime) -> None:
        """Have this app called at a time, at once if it has passed; a job of that name moves there.

        Raises:
            Unavailable: the sidecar or its scheduler is out of reach.
        """
        from dapr.proto.runtime.v1.jobs_pb2 import Job, ScheduleJobRequest

        request = ScheduleJobRequest(job=Job(name=name, due_time=rfc3339(due)), overwrite=True)
        await self._sidecar.call("ScheduleJob", request, seconds=SECONDS)

    async def cancel(self, name: str) -> None:
        """Call no more under a name; one that is not known is no matter.

        Raises:
            Unavailable: the sidecar or its scheduler is out of reach.
        """
        from dapr.proto.runtime.v1.jobs_pb2 import DeleteJobRequest

        await self._sidecar.call("DeleteJob", DeleteJobRequest(name=name), seconds=SECONDS)
