"""The whole of Malpro in one process, on virtual time, under seeded faults."""

from simulation.faults import CALM, Faults
from simulation.variants import Variant
from simulation.world import SimulationStuck, World

__all__ = ["CALM", "Faults", "SimulationStuck", "Variant", "World"]
