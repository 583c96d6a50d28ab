"""What officers are rung up for: a round whose moment passed unsigned, a seal that is not what came, colleges that are
silent. Read from the database when measures are asked for."""

from collections import defaultdict

from sqlalchemy import Connection

from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.store import round as rounds
from services.admission.store import season as seasons
from services.admission.usecases import order
from shared.metrics import Metrics
from shared.season import Season
from shared.season.replica import handled_moments, kept


def gauges(conn: Connection, metrics: Metrics) -> None:
    """``rounds_unsigned``, ``seals_differing``, ``files_held``, ``round_files_dispatched``, ``returns_outstanding``."""
    metrics.set("seals_differing", filings.differing(conn))
    for code in seasons.held(conn):
        season = kept(conn, code)
        metrics.set("rounds_unsigned", len(unsigned(conn, season)), season=code)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for row in files.counts(conn, code):
            for place, number in enumerate((row.files, row.missing, row.held)):
                counts[row.round][place] += number
        for no, (sent, missing, held) in counts.items():
            metrics.set("round_files_dispatched", sent, season=code, round=no)
            metrics.set("returns_outstanding", missing, season=code, round=no)
            metrics.set("files_held", held, season=code, round=no)


def unsigned(conn: Connection, season: Season) -> list[str]:
    """Rounds whose moment has come and that have not gone down, unless their filing was cancelled."""
    states, handled = rounds.of_season(conn, season.code), handled_moments(conn, season.code)
    cancelled = order.cancelled_batches(conn, season)
    return [
        each.no for each in season.rounds
        if each.batch not in cancelled and (f"round.{each.no}.down", each.down_at) in handled
        and (each.no not in states or states[each.no].dispatched_at is None)
    ]
