"""A line is one JSON object that names service, trace and event, and shows no number of a person's."""

import io
import json
import logging
import logging.config
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.logs import gunicorn_logging, log_context, masked, open_log, write_logs
from shared.trace import fresh, traced

ID, PHONE = "50010119990101123X", "13800138000"
SENTENCE = f"opened {ID}"


class Written(io.StringIO):
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def last(self) -> dict[str, Any]:
        return self.lines()[-1]


@pytest.fixture
def out() -> Iterator[Written]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    stream = Written()
    write_logs("INFO", stream, service="registration")
    yield stream
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_a_line_says_who_where_and_in_which_trace(out: Written) -> None:
    trace = fresh()
    with traced(trace), log_context(actor="officer:0192", event_id="e-1", season=None):
        open_log("review").info("case opened", case="c-7", count=3)
    line = out.last()
    assert line["event"] == "case opened"
    assert {name: line[name] for name in ("service", "actor", "event_id", "case", "count", "level")} == {
        "service": "review", "actor": "officer:0192", "event_id": "e-1", "case": "c-7", "count": 3, "level": "info"}
    assert line["trace_id"] == trace.split("-")[1]
    assert line["timestamp"].endswith("Z")
    assert "season" not in line


def test_context_ends_with_its_block(out: Written) -> None:
    with log_context(actor="a"):
        pass
    open_log("review").info("later")
    assert "actor" not in out.last()


def test_the_lines_of_libraries_look_the_same(out: Written) -> None:
    with log_context(service="choices", event_id="e-2"):
        logging.getLogger("some.library").warning("lost %s", PHONE, extra={"tries": 2})
    logging.getLogger("some.library").warning("outside")
    inside, outside = out.lines()
    assert inside["event"] == "lost 138******00"
    assert (inside["service"], inside["event_id"], inside["tries"], inside["level"]) == ("choices", "e-2", 2, "warning")
    assert outside["service"] == "registration"


def test_a_level_keeps_lines_back(out: Written) -> None:
    open_log("review").debug("too fine")
    assert out.lines() == []


def test_five_services_in_one_process_do_not_mix(out: Written) -> None:
    names = ["registration", "review", "choices", "admission", "notify"]
    logs = {name: open_log(name) for name in names}
    together = threading.Barrier(len(names))

    def work(name: str) -> None:
        with log_context(actor=f"actor of {name}"):
            together.wait()
            logs[name].info("at work")

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(line["service"], line["actor"]) for line in out.lines()} == {(name, f"actor of {name}") for name in names}


def refuse() -> None:
    raise ValueError(f"duplicate {ID}") from KeyError(PHONE)


def test_numbers_hide_in_no_part_of_a_line(out: Written) -> None:
    log = open_log("review")
    with log_context(actor=f"candidate:{PHONE}"):
        log.info(SENTENCE, phone=PHONE, number=int(PHONE), nested={PHONE: [ID, (PHONE, {ID})]}, raw=ID.encode())
        try:
            refuse()
        except ValueError:
            log.exception("failed for %s", PHONE, stack_info=True)
    text = out.getvalue()
    assert ID not in text
    assert PHONE not in text
    assert "Traceback" in out.last()["exception"]
    assert "ValueError: duplicate 500*************3X" in out.last()["exception"]
    assert len(out.lines()) == 2


def test_what_json_does_not_know_is_written_as_text(out: Written) -> None:
    open_log("review").info("odd", thing={1, 2}, place=object, nothing=None, half=0.5, yes=True)
    line = out.last()
    assert line["thing"] == [1, 2]
    assert (line["nothing"], line["half"], line["yes"]) == (None, 0.5, True)


@pytest.mark.parametrize(("text", "shown"), [
    (ID, "500*************3X"), ("50010119990101123x.", "500*************3x."), (PHONE, "138******00"),
    ("+8613800138000", "+861********00"), ("8613800138000", "861********00"), ("138 0013 8000", "138********00"),
    ("138-0013-8000", "138********00"), (ID[:17] + "1" + PHONE, "*" * 29),
    ("手机１３８００１３８０００。", "手机１３８******００。"),
    ("５００１０１１９９９０１０１１２３Ｘ", "５００*************３Ｘ"),
    ("a13800138000b", "a138******00b"), ("x=13800138000&y", "x=138******00&y"),
])
def test_a_number_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize("text", [
    "", "1712826000", "1712826000123", "1712826000123456789", "0192f0a1-0000-7000-8000-138001380001", "12800138000",
    "4bf92f3577b34da6a3ce929d0e0e4736", "13800138000138001380001380013800", "50010119990101", "1.3800138000e10",
])
def test_times_and_ids_stay_whole(text: str) -> None:
    assert masked(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=20), st.sampled_from([ID, PHONE]),
       st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=20))
def test_whatever_stands_around_a_number_it_is_masked(before: str, number: str, after: str) -> None:
    assert number not in masked(f"{before}{number}{after}")


def test_gunicorn_writes_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    logging.config.dictConfig(gunicorn_logging("INFO", service="notify"))
    logging.getLogger("gunicorn.error").info("Booting worker for %s", PHONE)
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    [line] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["service"], line["event"]) == ("notify", "Booting worker for 138******00")


def test_the_shortest_that_quotes_a_row_is_masked() -> None:
    assert masked("DETAIL:x") == "DETAIL: ***"


def test_what_postgresql_quotes_of_a_row_that_it_refused_is_masked() -> None:
    said = (
        'NotNullViolation: null value in column "event_id"\nDETAIL:  Failing row contains (1, null, 张三\n李四 重庆).\n'
        "[SQL: INSERT INTO effects]\n\nInvalidText: invalid input\nCONTEXT:  unnamed portal parameter $1 = '张三'\n\n"
        "The above"
    )
    assert masked(said) == (
        'NotNullViolation: null value in column "event_id"\nDETAIL: ***\n'
        "[SQL: INSERT INTO effects]\n\nInvalidText: invalid input\nCONTEXT: ***\n\nThe above"
    )
