"""Every date, college and telephone of the notice 渝教考发〔2024〕24号 stands in its season file."""

from datetime import date, datetime

from shared.kernel import BEIJING
from shared.season import Season
from shared.season.whole import pieces
from shared.season.words import Grounded, Mode, Save, Unit, WhenFull, WindowKind


def on(text: str) -> datetime:
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def test_the_filing_windows_of_the_notice(season: Season) -> None:
    filing = [each for each in season.windows if each.kind is WindowKind.FILING]
    assert [(each.batch, each.opens_at, each.closes_at, each.to_be_announced) for each in filing] == [
        ("MAIN", on("04-10 10:00"), on("04-11 17:00"), False),
        ("S1", on("05-08 10:00"), on("05-08 16:00"), True),
    ]
    assert {each.categories for each in season.windows} == {("VETERAN", "AWARD")}


def test_the_rounds_of_the_notice(season: Season) -> None:
    assert [(each.no, each.choice, each.down_at, each.returns_open_at, each.return_by) for each in season.rounds] == [
        ("1", "A", on("04-12 14:00"), on("04-12 14:00"), on("04-22 18:00")),
        ("2", "B", on("04-23 12:00"), on("04-23 12:00"), on("04-29 18:00")),
        ("3", "C", on("04-30 15:00"), on("04-30 15:00"), on("05-07 12:00")),
        ("S1", "A", on("05-09 10:00"), on("05-09 12:00"), on("05-09 18:00")),
    ]
    assert {each.result_visible_at for each in season.rounds[:3]} == {on("05-08 10:00")}


def test_from_import_to_confirmation(season: Season) -> None:
    assert season.roster.closes_at == on("01-09 17:00")
    early = [each for each in season.windows if each.kind is not WindowKind.FILING]
    assert [(each.id, each.opens_at, each.closes_at) for each in early] == [
        ("registration-1", on("01-11 10:00"), on("01-18 17:00")),
        ("registration-2", on("02-26 10:00"), on("03-01 17:00")),
        ("review", on("02-26 10:00"), on("03-05 17:00")),
        ("payment", on("03-01 10:00"), on("03-08 17:00")),
        ("confirmation", on("03-01 10:00"), on("03-11 17:00")),
    ]
    # no sentence of a document is at hand for these, so none is quoted
    assert {(each.sentences, each.source) for each in early} == {((), "registration-2024")}


def test_the_shape_of_the_form(season: Season) -> None:
    form = season.filing("MAIN")
    assert form is not None
    assert (form.mode, form.unit, form.save) == (Mode.SEQUENTIAL, Unit.COLLEGE_MAJORS, Save.PER_CHOICE)
    assert (form.choices, form.majors_per_choice) == (("A", "B", "C"), 3)


def test_the_notice_itself(season: Season) -> None:
    notice = next(each for each in season.sources if each.id == season.notice)
    assert (notice.number, notice.issued_on) == ("渝教考发〔2024〕24号", date(2024, 4, 3))
    assert season.authority.sms_signature == "重庆市教育考试院"
    assert [each.code for each in season.categories] == ["VETERAN", "AWARD"]
    assert season.honours is not None
    assert [each.code for each in season.honours.items] == ["MERIT1", "MERIT2", "MERIT3", "SIYOU"]
    assert season.award_tiers is not None
    assert [each.code for each in season.award_tiers.items] == ["NAT1", "NAT2", "NAT3", "MUNI"]


def test_what_no_document_decides_is_marked_as_sample(season: Season) -> None:
    marked = (
        season.when_full,
        season.plan,
        season.source_colleges,
        season.candidate_number,
        season.fee,
        season.filing("S1"),
        season.rounds[3].results,
        *(stage for each in season.categories for stage in each.review),
    )
    assert all(piece is not None and piece.sample for piece in marked)
    assert season.colleges.sample_codes
    assert season.when_full.policy is WhenFull.SEND
    assert sum(season.fee.yuan.values()) == 280


def test_the_colleges_of_the_annex_and_their_telephones(season: Season) -> None:
    colleges = season.colleges.items
    assert len(colleges) == 21
    assert sum(len(each.phones) for each in colleges) == 42
    printed = {each.name: [phone.printed for phone in each.phones] for each in colleges}
    assert printed["重庆邮电大学"] == ["023-62487853"]
    assert printed["重庆文理学院"] == ["023-49891930", "49891935"]
    assert printed["重庆城市科技学院"][:2] == ["023-61133880", "02361133881"]
    dialled = {phone.printed: phone.dial for each in colleges for phone in each.phones}
    assert dialled["49891935"] == "+862349891935"
    assert dialled["02361133881"] == "+862361133881"


def test_every_rule_stands_on_something_and_each_number_of_the_notice_is_quoted(season: Season) -> None:
    ground = [piece for _, piece in pieces(season) if isinstance(piece, Grounded)]
    assert all(piece.sentences or piece.source or piece.sample for piece in ground)
    quoted = {sentence for piece in ground for sentence in piece.sentences}
    assert len(quoted) == 42
    assert all(sentence.endswith(("。", "：", "联系电话")) for sentence in quoted)


def test_every_seat_of_the_sample_plan_is_at_a_college_of_the_annex(season: Season) -> None:
    assert {each.college for each in season.plan.majors} == {each.code for each in season.colleges.items}
    assert all(each.seats["VETERAN"] > 0 for each in season.plan.majors)
