"""``dispatch``: a round's files, once released, to the last confirm of 21 colleges' queues; against a bare loop that
reads, decrypts, encodes, inserts and publishes the same candidates."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks.baselines import dispatch as bare
from benchmarks.measure import Figure, Size, compared
from benchmarks.servers import TIMEOUT, durable_postgres
from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.domain.status import Status
from services.admission.jobs import Carrier, Teller
from services.admission.store import dossier, eligibility, mailbox
from services.admission.store import file as files
from services.admission.store import round as rounds
from services.admission.store.file import File
from shared.bus.colleges import provision, queue_of_college
from shared.bus.letters import LetterBox
from shared.bus.link import Link
from shared.contracts.parts import Marks, Paper
from shared.contracts.registration import DossierRecorded
from shared.contracts.review import EligibilitySettled
from shared.db import Database, Tx
from shared.kernel import new_id, wall_clock
from shared.season import Season, read
from shared.testing.house import house
from shared.testing.nodes import GivenRabbit, RabbitNode, open_rabbit

COUNT = 20_000
GOAL = 0.4
AT_ONCE = 1000
NO = "1"
SEASON = Path(__file__).parents[1] / "seasons" / "chongqing-2024-exempt.yaml"


@dataclass(frozen=True)
class Site:
    """Admission with a released round, and every college's queue."""

    db: Database
    node: RabbitNode | GivenRabbit
    season: Season
    colleges: list[str]
    count: int


def run(size: Size) -> Figure:
    """Each run begins with empty mailboxes and empty queues, and the same files released."""
    count = size.or_else(COUNT)
    with site_of(count) as site:
        figure = compared("dispatch", lambda: ours(site), lambda: plain(site), size=size, goal=GOAL)
    return replace(figure, unit="files/s", detail={"files": count, "colleges": len(site.colleges)})


def ours(site: Site) -> float:
    """The product's worker: told, kept in mailboxes, carried, marked."""
    _empty(site)
    teller, carrier = Teller(), Carrier(LetterBox(site.node.url))
    started = time.perf_counter()
    while teller(site.db, wall_clock()):
        pass
    while carrier(site.db, wall_clock()):
        pass
    seconds = time.perf_counter() - started
    carrier.close()
    with site.db.read() as conn:
        if mailbox.waiting(conn) or sum(mailbox.posted(conn, site.season.code, NO, "round_manifest.v1").values()) == 0:
            raise RuntimeError("not everything was carried")
    return site.count / seconds


def plain(site: Site) -> float:
    """The bare loop."""
    _empty(site)
    channel = Link(site.node.url, timeout=TIMEOUT, heartbeat=0).amqp.channel()
    channel.confirm_select()

    def opened(sealed: bytes, account: str) -> bytes:
        return site.db.box.open(sealed, table="dossiers", column="document", row=account)

    started = time.perf_counter()
    bare.dispatch(site.db.engine, channel, opened, site.colleges, season=site.season.code, round=NO)
    seconds = time.perf_counter() - started
    channel.connection.close()
    return site.count / seconds


@contextmanager
def site_of(count: int) -> Iterator[Site]:
    """Servers that write through to disk; dossiers, eligibility and files as admission keeps them."""
    season = read(SEASON)
    codes = [college.code for college in season.colleges.items]
    with (
        durable_postgres(["admission"]) as urls, open_rabbit() as node,
        tempfile.TemporaryDirectory(prefix="longmen-bench-") as folder,
        house({"admission": (AdmissionConfig, build)}, Path(folder), urls=urls) as home,
    ):
        service = home.services["admission"]
        service.migrations.upgrade()
        home.publish(season)
        home.advance(season.intake, season.rounds[0].down_at)
        site = Site(service.db, node, season, codes, count)
        for college in codes:
            provision(node.url, node.admin_url, college, password=new_id())
            with site.db.begin() as tx:
                mailbox.set_door(tx, college, mailbox.LINK)
        for start in range(0, count, AT_ONCE):
            with site.db.begin() as tx:
                _fill(tx, site, range(start, min(start + AT_ONCE, count)))
        _release(site)
        yield site


def _fill(tx: Tx, site: Site, numbers: range) -> None:
    told = [_dossier(site.season, number) for number in numbers]
    dossier.put(tx, told)
    eligibility.put(tx, [_eligible(each) for each in told])
    files.add(tx, [
        File(
            id=new_id(), intake=each.intake, season=each.season, round=NO, choice="A", account=each.account,
            candidate_number=each.candidate_number, category=each.category,
            college=site.colleges[number % len(site.colleges)], majors=("01", "02", "03"), seal=1, filing_revision=1,
            status=Status.DISPATCHED, dispatched_at=site.season.rounds[0].down_at,
        )
        for number, each in zip(numbers, told, strict=True)
    ])


def _release(site: Site) -> None:
    with site.db.begin() as tx:
        state = rounds.locked(tx, site.season.code, NO, intake=site.season.intake)
        rounds.put(tx, replace(state, dispatched_at=site.season.rounds[0].down_at))
        tx.conn.execute(text("CREATE TABLE IF NOT EXISTS plain_mail (college text, n integer, body bytea)"))


def _dossier(season: Season, number: int) -> DossierRecorded:
    opens = season.windows[0].opens_at
    return DossierRecorded(
        account=new_id(), intake=season.intake, season=season.code, revision=1,
        candidate_number=f"245000{number:08}", name="李明", id_number="500101200001010011", sex="M",
        source_college="S01", major_code="610101", major_name="软件技术", entered="2021-09",
        graduates_on=(opens + timedelta(days=150)).date(), category="VETERAN",
        claim={"discharge_number": f"退{number:06}", "enlisted_on": "2019-09-01", "discharged_on": "2021-09-01",
               "enlisted_from": "重庆市渝中区", "honours": ["MERIT3"]},
        papers=[Paper(kind="discharge_certificate", digest=f"{number:064x}", media="image/jpeg", size=200_000)],
        submitted_at=opens, marks=Marks(average="82.5", rank=12, among=140, failed=0), conduct="优秀",
    )


def _eligible(told: DossierRecorded) -> EligibilitySettled:
    return EligibilitySettled(
        account=told.account, intake=told.intake, season=told.season, candidate_number=told.candidate_number,
        masked_name="李*", source_college=told.source_college, category=told.category, standing="eligible",
        honours=["MERIT3"], tier=None, revision=1, settled_at=told.submitted_at,
    )


def _empty(site: Site) -> None:
    with site.db.begin() as tx:
        for table in ("mail", "briefings", "plain_mail"):
            tx.conn.execute(text(f"TRUNCATE {table}"))
    channel = Link(site.node.url, timeout=TIMEOUT, heartbeat=0).amqp.channel()
    for college in site.colleges:
        channel.queue_purge(queue_of_college(college))
    channel.connection.close()
