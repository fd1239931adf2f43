"""What a process has counted, in the text format of Prometheus."""

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from evolution_todo.services.metrics import READINGS, TALLIES

CONTENT_TYPE = CONTENT_TYPE_LATEST


def text() -> bytes:
    """Return all figures as they are now."""
    return generate_latest()


class _Counted(Collector):
    """What `services.metrics` holds, as Prometheus has it."""

    def collect(self) -> Iterator[Metric]:
        """Give each tally and each reading that is known."""
        for tally in TALLIES:
            labels = [tally.label] if tally.label else []
            family = CounterMetricFamily(tally.name, tally.meaning, labels=labels)
            for value, count in tally.counts.items():
                family.add_metric([value] if labels else [], count)
            yield family
        for reading in READINGS:
            yield GaugeMetricFamily(reading.name, reading.meaning, value=reading.value)


REGISTRY.register(_Counted())
