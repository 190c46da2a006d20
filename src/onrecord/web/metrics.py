"""Figures on the server for Prometheus: how much is asked, how long it takes, how the record stands. Never who or what."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from onrecord import __version__
from onrecord.errors import OnrecordError
from onrecord.web.uploads import Uploads
from onrecord.web.views.source import Source

# upper bounds of the durations counted, in seconds
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# so long, in seconds, the counts of a record are good: counting a large one takes a while
FRESH = 60.0


class Metrics:
    """What is counted of the requests, and what is asked of the record when somebody looks."""

    def __init__(self, source: Source, uploads: Uploads) -> None:
        # the moment at which each series began would be a series of its own
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "onrecord_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "onrecord_request_seconds", "Until an answer had left.", ["route"], buckets=BOUNDS, registry=self._registry
        )
        self.open = Gauge("onrecord_open_requests", "Requests being answered.", registry=self._registry)
        info = Gauge("onrecord_info", "Which version runs.", ["version"], registry=self._registry)
        info.labels(__version__).set(1)
        self._registry.register(Figures(source, uploads))
        ProcessCollector(registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        # whoever asks may invent a method
        method = method if method in ("GET", "HEAD", "POST") else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def page(self) -> bytes:
        """All figures in Prometheus' text format. Asks the record: not in the thread that all requests share."""
        return generate_latest(self._registry)


class Figures(Collector):
    """How the record stands, asked when somebody looks; the counts at most once a minute."""

    def __init__(self, source: Source, uploads: Uploads, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._uploads = uploads
        self._clock = clock
        self._lock = threading.Lock()
        self._counted = (0, 0)
        self._until = float("-inf")

    def describe(self) -> list[Metric]:
        """Nothing: the record is not asked before somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures; of a record that cannot be asked only that it cannot."""
        given = CounterMetricFamily("onrecord_verdicts", "Verdicts given since the start.", labels=["action"])
        for action, number in sorted(self._source.given.items()):
            given.add_metric([action], number)
        yield given
        yield GaugeMetricFamily("onrecord_uploads_waiting", "Reports that wait to be read.", self._uploads.waiting)
        try:
            behind = self._source.writings_behind()
            reports, entries = self._counts()
        except (OnrecordError, OSError):
            yield GaugeMetricFamily("onrecord_record_up", "Whether the record can be asked.", 0)
            return
        yield GaugeMetricFamily("onrecord_record_up", "Whether the record can be asked.", 1)
        yield GaugeMetricFamily("onrecord_reports", "Reports on record.", reports)
        yield GaugeMetricFamily("onrecord_entries", "Entries on record.", entries)
        yield GaugeMetricFamily(
            "onrecord_follower_behind", "Writings to the record of which the rest does not follow yet.", behind
        )

    def _counts(self) -> tuple[int, int]:
        with self._lock:
            if self._clock() >= self._until:
                reader = self._source.reader
                self._counted = reader.count_reports(), reader.count()
                self._until = self._clock() + FRESH
            return self._counted
