"""The same names in every service, the service as a label, and nothing shared between two service objects."""

import pytest
from prometheus_client import Counter, Gauge
from prometheus_client.parser import text_string_to_metric_families

from shared.metrics import MEASURES, Metrics

SERVICES = ("registration", "review", "choices", "admission", "notify")


def samples(metrics: Metrics) -> dict[str, list[tuple[dict[str, str], float]]]:
    text = metrics.exposition()[0].decode()
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def test_five_services_in_one_process_count_apart() -> None:
    five = {name: Metrics(name) for name in SERVICES}
    five["review"].count("events_handled_total", event="x.v1", outcome="done")
    five["review"].count("events_handled_total", event="x.v1", outcome="done")
    five["notify"].count("events_handled_total", 5, event="x.v1", outcome="done")
    counted = {name: samples(metrics).get("events_handled_total", []) for name, metrics in five.items()}
    assert counted["review"] == [({"service": "review", "event": "x.v1", "outcome": "done"}, 2)]
    assert counted["notify"][0][1] == 5
    assert counted["choices"] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_series_names_its_service(service: str) -> None:
    metrics = Metrics(service)
    for measure in metrics.measures.values():
        labels = dict.fromkeys(measure.labels, "x")
        if measure.kind is Counter:
            metrics.count(measure.name, **labels)
        elif measure.kind is Gauge:
            metrics.set(measure.name, 1, **labels)
        else:
            metrics.observe(measure.name, 1, **labels)
    found = samples(metrics)
    assert {measure.name.removesuffix("_total") for measure in metrics.measures.values()} <= {
        name.removesuffix("_total").removesuffix("_count") for name in found}
    assert {labels["service"] for series in found.values() for labels, _ in series} == {service}


def test_what_has_no_labels_shows_zero_from_the_start() -> None:
    assert samples(Metrics("review"))["outbox_unsent"] == [({"service": "review"}, 0)]


def test_a_service_has_its_own_measures_and_not_those_of_others() -> None:
    assert "notices_total" in Metrics("notify").measures
    assert "notices_total" not in Metrics("review").measures
    with pytest.raises(KeyError):
        Metrics("review").count("notices_total", channel="sms", outcome="sent")


@pytest.mark.parametrize("labels", [{}, {"event": "x"}, {"event": "x", "outcome": "y", "phone": "z"}])
def test_a_forgotten_or_invented_label_is_a_mistake(labels: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="label"):
        Metrics("review").count("events_handled_total", **labels)


def test_a_season_is_in_one_phase() -> None:
    metrics = Metrics("review")
    metrics.phase("cq", "filing")
    metrics.phase("hn", "import")
    metrics.phase("cq", "rounds")
    phases = {(labels["season"], labels["phase"]) for labels, _ in samples(metrics)["season_phase"]}
    assert phases == {("hn", "import"), ("cq", "rounds")}


def test_a_request_is_counted_and_timed_by_its_route() -> None:
    metrics = Metrics("review")
    metrics.request_done(route="/cases/<case>", method="GET", status=200, seconds=0.02)
    found = samples(metrics)
    expected = {"service": "review", "method": "GET", "route": "/cases/<case>"}
    assert found["http_requests_total"] == [({**expected, "status": "200"}, 1)]
    assert found["http_request_seconds_sum"] == [(expected, 0.02)]


def test_a_clock_that_runs_backwards_makes_no_negative_delay() -> None:
    metrics = Metrics("review")
    metrics.observe("event_delay_seconds", -0.5, event="x.v1")
    assert samples(metrics)["event_delay_seconds_sum"][0][1] == 0


def test_names_follow_the_conventions_of_prometheus() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    for measure in MEASURES:
        assert (measure.kind is Counter) == measure.name.endswith("_total")
        assert not {"name", "phone", "id_number", "account", "address"} & set(measure.labels)


def test_who_names_some_series_is_answered_these_alone() -> None:
    metrics = Metrics("registration")
    metrics.observe("password_hash_seconds", 0.25)
    text = metrics.exposition(["outbox_unsent", "password_hash_seconds_sum", "unknown"])[0].decode()
    told = {line for line in text.splitlines() if not line.startswith("#")}
    of_us = '{service="registration"}'
    assert told == {f"outbox_unsent{of_us} 0.0", f"password_hash_seconds_sum{of_us} 0.25"}
