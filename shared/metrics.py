"""What can be measured: the same names in every service, the service as a label, one registry per service object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SLOW = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)

Kind = type[Counter] | type[Gauge] | type[Histogram]


@dataclass(frozen=True)
class Measure:
    """One measured thing. ``services``: who has it; empty for all. No label ever holds a person's data."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    buckets: tuple[float, ...] = field(default=QUICK)


MEASURES = (
    Measure("http_requests_total", Counter, "Requests answered, by route template", ("method", "route", "status")),
    Measure("http_request_seconds", Histogram, "Time to answer a request", ("method", "route")),
    Measure("events_published_total", Counter, "Events the relay tried to publish", ("event", "outcome")),
    Measure("events_handled_total", Counter, "Events heard, by what became of them", ("event", "outcome")),
    Measure("event_delay_seconds", Histogram, "From an event to its effect here", ("event",), buckets=SLOW),
    Measure("outbox_unsent", Gauge, "Events committed and not yet confirmed by the broker"),
    Measure("outbox_oldest_seconds", Gauge, "Age of the oldest of them"),
    Measure("inbox_failed", Gauge, "Messages waiting for their next try"),
    Measure("inbox_dead", Gauge, "Messages given up, waiting for a person"),
    Measure("inbox_waiting", Gauge, "Messages waiting for another one"),
    Measure("jobs_unfinished", Gauge, "Jobs queued or running"),
    Measure("unrouted_messages", Gauge, "Messages that no queue wanted; any is an alarm"),
    Measure("season_phase", Gauge, "1 for the phase that the season is in", ("season", "phase")),
    Measure("moments_due", Gauge, "Moments past and not yet handled here"),
    Measure("moments_failed_total", Counter, "Tries at a moment that failed; any is an alarm", ("season", "moment")),
    Measure("season_version", Gauge, "Version of the season in use here", ("season",)),
    Measure("clock_offset_seconds", Gauge, "Our clock minus our database's clock"),
    Measure("audit_unchained_oldest_seconds", Gauge, "Age of the oldest audit row not yet chained"),
    Measure("password_hash_seconds", Histogram, "Time to hash or check a password", services=("registration",)),
    Measure("review_cases", Gauge, "Cases, by where they stand", ("season", "standing"), ("review",)),
    Measure("filings_saved_total", Counter, "Filings saved", ("season",), ("choices",)),
    Measure("round_files_dispatched", Gauge, "Files dispatched in a round", ("season", "round"), ("admission",)),
    Measure("returns_outstanding", Gauge, "Dispatched files not yet returned", ("season", "round"), ("admission",)),
    Measure("files_held", Gauge, "Files that wait for officers; any is an alarm", ("season", "round"), ("admission",)),
    Measure("rounds_unsigned", Gauge, "Rounds not gone down at their moment: an alarm", ("season",), ("admission",)),
    Measure("seals_differing", Gauge, "Seals that are not what came; any is an alarm", services=("admission",)),
    Measure("notices_total", Counter, "Notices settled", ("channel", "outcome"), ("notify",)),
    Measure("results_unheard", Gauge, "Results that were counted and have not come here; any that stays is an alarm",
            ("season", "round"), ("notify",)),
    Measure("notice_delay_seconds", Histogram, "From the event to the notice", ("channel",), ("notify",), SLOW),
)


class Metrics:
    """A service's own measures. An unknown name or label is a mistake in the program and raises."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry()
        self.measures: Mapping[str, Measure] = MappingProxyType(
            {measure.name: measure for measure in MEASURES if not measure.services or service in measure.services}
        )
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for measure in self.measures.values():
            self._make(measure)

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        """Add to a counter."""
        self._counters[name].labels(service=self.service, **labels).inc(amount)

    def set(self, name: str, value: float, /, **labels: str) -> None:
        """Set a gauge."""
        self._gauges[name].labels(service=self.service, **labels).set(value)

    def observe(self, name: str, seconds: float, /, **labels: str) -> None:
        """Add one duration to a histogram."""
        self._histograms[name].labels(service=self.service, **labels).observe(max(seconds, 0))

    def forget(self, name: str, /, **labels: str) -> None:
        """Drop the series of a gauge that have these labels: a phase that is over, a season archived."""
        self._gauges[name].remove_by_labels({"service": self.service, **labels})

    def request_done(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """One answered request. ``route`` is the template, never the address."""
        self.count("http_requests_total", method=method, route=route, status=str(status))
        self.observe("http_request_seconds", seconds, method=method, route=route)

    def phase(self, season: str, phase: str) -> None:
        """The season is now in this phase and in no other."""
        self.forget("season_phase", season=season)
        self.set("season_phase", 1, season=season, phase=phase)

    def exposition(self, names: Sequence[str] = ()) -> tuple[bytes, str]:
        """What ``/metrics`` answers, and its content type; of these series alone, if any are named."""
        wanted = self.registry.restricted_registry(names) if names else self.registry
        return generate_latest(wanted), CONTENT_TYPE_PLAIN_0_0_4

    def _make(self, measure: Measure) -> None:
        name, text, labels = measure.name, measure.help, ("service", *measure.labels)
        made: Counter | Gauge | Histogram
        if measure.kind is Histogram:
            made = self._histograms[name] = Histogram(
                name, text, labels, registry=self.registry, buckets=measure.buckets
            )
        elif measure.kind is Gauge:
            made = self._gauges[name] = Gauge(name, text, labels, registry=self.registry)
        else:
            made = self._counters[name] = Counter(name, text, labels, registry=self.registry)
        if not measure.labels:
            made.labels(service=self.service)  # shows 0 before anything happened
