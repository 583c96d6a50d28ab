"""Papers at the door: taken, shown to their candidate alone, part of what is told; the rest refused by name."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.registration.adapters.storage import PaperStorage
from services.registration.domain.evidence import LARGEST, MIB
from services.registration.jobs import PAPER_UNDER_WAY, PaperSweep
from services.registration.tests import files
from services.registration.tests.applying import PLAIN_PAPER, SERVICE, Applying, faults
from services.registration.tests.files import pdf, picture
from services.registration.tests.front import API, Front, problem
from services.registration.tests.people import LI, ZHANG
from shared.contracts.registration import DossierRecorded
from shared.files import LocalStorage
from shared.kernel import wall_clock

HONOUR_PAPER = "honour_certificate"


@pytest.fixture
def zhang(opened: Front) -> Applying:
    who = Applying(opened, ZHANG)
    who.write()
    return who


def kept(front: Front) -> Sequence[Path]:
    """The papers' files on disk."""
    return [path for path in (front.home.folder / "evidence").rglob("*") if path.is_file()]


def swept(front: Front) -> None:
    """A long time later."""
    service = front.home.services["registration"]
    sweep = PaperSweep(PaperStorage.under(service.config.var_dir, service.box))
    sweep(service.db, wall_clock() + PAPER_UNDER_WAY + timedelta(minutes=1))


class TestTaken:
    @pytest.mark.parametrize(("content", "media"), [
        (picture("PNG"), "image/png"), (picture("JPEG"), "image/jpeg"), (pdf(), "application/pdf"),
    ], ids=["png", "jpeg", "pdf"])
    def test_a_paper_rests_made_anew(self, zhang: Applying, content: bytes, media: str) -> None:
        added = zhang.upload(content, name="退役证.bin")
        assert added.status_code == 201, added.text
        shown = zhang.look().json["papers"]
        assert [(each["kind"], each["name"], each["media"]) for each in shown] == [(PLAIN_PAPER, "退役证.bin", media)]
        answer = zhang.by.get(f"{API}/application/evidence/{added.json['id']}")
        assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, media, shown[0]["size"])
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_others_read_it_by_the_digest_that_is_told(self, zhang: Applying) -> None:
        zhang.upload(pdf(files.script))
        zhang.submit()
        [told] = zhang.front.told.every(DossierRecorded)
        [paper] = told.papers
        assert (paper.kind, paper.media) == (PLAIN_PAPER, "application/pdf")
        with LocalStorage(zhang.front.home.folder / "evidence").open(paper.digest) as held:
            content = held.read()
        assert len(content) == paper.size
        assert b"JavaScript" not in content

    def test_files_are_their_owners_alone(self, zhang: Applying) -> None:
        zhang.upload(picture("PNG"))
        [path] = kept(zhang.front)
        assert path.stat().st_mode & 0o777 == 0o600

    def test_equal_files_of_two_do_not_look_equal(self, opened: Front, zhang: Applying) -> None:
        li = Applying(opened, LI)
        li.write()
        for each in (zhang, li):
            each.upload(picture("PNG"))
        assert len(kept(opened)) == 2

    def test_the_same_file_again_is_the_same_paper(self, zhang: Applying) -> None:
        first, again = zhang.upload(pdf(static_id=True)), zhang.upload(pdf(static_id=True))
        assert first.json["id"] == again.json["id"]
        assert len(zhang.look().json["papers"]) == 1

    def test_the_same_key_is_one_answer(self, zhang: Applying) -> None:
        sent = [zhang.upload(picture("PNG"), headers={"Idempotency-Key": "paper"}) for _ in range(2)]
        assert [answer.json for answer in sent] == [sent[0].json] * 2


class TestRefused:
    @pytest.mark.parametrize("content", [
        b"GIF89a/*" + pdf(), files.SCRIPT, files.png_of(60_000, 60_000), pdf(files.swelling), pdf(files.inner_script),
        files.locked(), pdf(pages=21), b"\xff\xd8\xff" + files.archive(),
    ], ids=["polyglot", "html", "bomb", "swelling pdf", "script in a pdf", "locked pdf", "long pdf", "no jpeg"])
    def test_a_file_is_refused_by_its_name_and_not_kept(self, zhang: Applying, content: bytes) -> None:
        refused = zhang.upload(content, name="证书.jpg")
        assert problem(refused) == (422, "evidence_unfit")
        assert "证书.jpg" in faults(refused)["file"]
        assert zhang.look().json["papers"] == []
        assert kept(zhang.front) == []

    def test_one_that_is_too_large_is_not_read(self, zhang: Applying) -> None:
        sent = zhang.by.post(f"{API}/application/evidence", data=bytes(LARGEST + MIB),
                             content_type="multipart/form-data; boundary=x")
        assert problem(sent) == (413, "too_large")

    def test_a_kind_that_the_claim_does_not_ask_for(self, zhang: Applying) -> None:
        assert problem(zhang.upload(picture("PNG"), kind="award_certificate")) == (422, "evidence_kind_unknown")

    def test_no_file(self, zhang: Applying) -> None:
        sent = zhang.by.post(f"{API}/application/evidence", data={"kind": PLAIN_PAPER},
                             content_type="multipart/form-data")
        assert problem(sent) == (422, "invalid_input")

    def test_before_anything_is_written(self, opened: Front) -> None:
        assert problem(Applying(opened, LI).upload(picture("PNG"))) == (404, "not_found")

    def test_more_than_five_of_a_kind(self, zhang: Applying) -> None:
        sent = [zhang.upload(picture("PNG", (10 + size, 10))) for size in range(6)]
        assert [answer.status_code for answer in sent] == [201] * 5 + [409]
        assert problem(sent[5]) == (409, "too_much_evidence")

    def test_after_it_was_handed_in(self, zhang: Applying) -> None:
        paper = zhang.upload(picture("PNG")).json["id"]
        zhang.submit()
        assert problem(zhang.upload(picture("JPEG"))) == (409, "application_submitted")
        assert problem(zhang.by.delete(f"{API}/application/evidence/{paper}")) == (409, "application_submitted")

    @pytest.mark.parametrize("method", ["get", "delete"])
    def test_somebody_elses(self, opened: Front, zhang: Applying, method: str) -> None:
        paper = zhang.upload(picture("PNG")).json["id"]
        li = Applying(opened, LI)
        assert problem(getattr(li.by, method)(f"{API}/application/evidence/{paper}")) == (404, "not_found")


class TestWanted:
    def test_a_paper_that_must_be_there(self, zhang: Applying) -> None:
        assert faults(zhang.submit()) == {PLAIN_PAPER: "请上传退役证。"}
        zhang.upload(picture("PNG"))
        assert zhang.submit().status_code == 201

    def test_an_honour_wants_its_own(self, zhang: Applying) -> None:
        zhang.write(SERVICE | {"honours": ["SIYOU"]})
        zhang.upload(picture("PNG"))
        assert faults(zhang.submit()) == {HONOUR_PAPER: "请上传立功受奖证书。"}
        zhang.upload(picture("PNG"), kind=HONOUR_PAPER)
        assert zhang.submit().status_code == 201


class TestTakenOut:
    def test_it_is_gone_and_later_its_file_too(self, zhang: Applying) -> None:
        paper = zhang.upload(picture("PNG")).json["id"]
        zhang.upload(picture("JPEG"))
        assert zhang.by.delete(f"{API}/application/evidence/{paper}").status_code == 204
        assert problem(zhang.by.get(f"{API}/application/evidence/{paper}")) == (404, "not_found")
        swept(zhang.front)
        assert [path.read_bytes()[:3] for path in kept(zhang.front)] == [b"\xff\xd8\xff"]

    def test_what_belongs_to_an_application_is_spared(self, zhang: Applying) -> None:
        zhang.upload(picture("PNG"))
        swept(zhang.front)
        assert len(kept(zhang.front)) == 1

    def test_another_category_needs_other_papers(self, zhang: Applying) -> None:
        zhang.upload(picture("PNG"))
        saved: Any = zhang.write_prize()
        assert saved.json["papers"] == []
