"""One service: its database, which outlives everybody, and its processes, which do not."""

from kernel.adapters.definition import ServiceDefinition
from simulation.processes import Process
from simulation.rpc import Door
from simulation.sites import SimDatabase
from simulation.witness import witnessed
from simulation.work import Parts, SimWork, Surroundings


class SimService:
    """A `serve` and as many `work` processes as are wanted, each begun anew when it has died."""

    def __init__(
        self, definition: ServiceDefinition, around: Surroundings, parts: Parts, *, workers: int = 1
    ) -> None:
        self.definition = witnessed(definition)
        self.database = SimDatabase(around.scheduler, around.point)
        self.door = Door()
        self.works: list[SimWork] = []
        self._around = around
        self._parts = parts
        self._workers = workers

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def processes(self) -> list[Process]:
        serving = [self.door.process] if self.door.process else []
        return serving + [one.process for one in self.works]

    def start(self) -> None:
        self._serve()
        for _ in range(self._workers):
            self._work()

    def replace(self, dead: Process) -> None:
        """Start a process in the place of one that has died."""
        if dead is self.door.process:
            self._serve()
        else:
            self.works = [one for one in self.works if one.process is not dead]
            self._work()

    def check(self, producer: str) -> None:
        for one in self.works:
            if one.process.alive:
                one.check(producer)

    def check_all(self) -> None:
        for one in self.works:
            if one.process.alive:
                one.check_all()

    def _serve(self) -> None:
        self.door.process = Process(self._around.scheduler, f"{self.name} serve")
        self.door.app = self._parts.app(self.definition, self.database, clock=self._around.clock)

    def _work(self) -> None:
        process = Process(self._around.scheduler, f"{self.name} work")
        work = SimWork(self.definition, self.database, process, self._around, self._parts)
        self.works.append(work)
        work.start()
