"""The sample season with what claims are made of: two categories, honours, tiers, contests, papers, confirmation."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.kernel import BEIJING
from shared.season import Season
from shared.season.model import Window
from shared.season.rules import (
    AwardTier,
    AwardTiers,
    Category,
    Claim,
    ClaimField,
    Contests,
    Evidence,
    Honour,
    Honours,
    ReviewStage,
)
from shared.season.words import FieldKind, ReviewBy, SignInWith, WindowKind
from shared.testing.seasons import sample

VETERAN, AWARD = "VETERAN", "AWARD"
CONTEST = "全国职业院校技能大赛"
STAGES = (ReviewStage(id="college", title="生源院校初审", by=ReviewBy.SOURCE_COLLEGE, sample=True),)


def at(month: int, day: int, hour: int = 10) -> datetime:
    """An instant of the season's year, on its clock."""
    return datetime(2030, month, day, hour, tzinfo=BEIJING)


VETERANS = Category(
    code=VETERAN, title="退役大学生士兵", sample=True, review=STAGES,
    claim=Claim(
        sample=True,
        fields=(
            ClaimField(id="discharge_number", title="退役证编号"),
            ClaimField(id="enlisted_on", title="入伍日期", kind=FieldKind.DATE),
            ClaimField(id="discharged_on", title="退役日期", kind=FieldKind.DATE),
            ClaimField(id="honours", title="服役期间荣誉", kind=FieldKind.HONOURS, required=False),
        ),
        evidence=(
            Evidence(id="discharge_certificate", title="退役证"),
            Evidence(id="honour_certificate", title="立功受奖证书", required=False),
        ),
    ),
)
AWARDED = Category(
    code=AWARD, title="技能竞赛免试生", sample=True, review=STAGES,
    claim=Claim(
        sample=True,
        fields=(
            ClaimField(id="contest", title="赛事", kind=FieldKind.CONTEST),
            ClaimField(id="tier", title="获奖等级", kind=FieldKind.AWARD_TIER),
            ClaimField(id="awarded_on", title="获奖日期", kind=FieldKind.DATE),
            ClaimField(id="team_rank", title="团队排名", kind=FieldKind.NUMBER, required=False),
        ),
        evidence=(Evidence(id="award_certificate", title="获奖证书"),),
    ),
)
BOTH = (VETERAN, AWARD)
WINDOWS = (
    Window(id="registration", kind=WindowKind.REGISTRATION, title="网上报名（第一阶段）", categories=BOTH, sample=True,
           opens_at=at(1, 11), closes_at=at(1, 18, 17)),
    Window(id="registration-2", kind=WindowKind.REGISTRATION, title="网上报名（第二阶段）", categories=(VETERAN,),
           opens_at=at(2, 26), closes_at=at(3, 1, 17), sample=True),
    Window(id="confirmation", kind=WindowKind.CONFIRMATION, title="院校确认", categories=BOTH, sample=True,
           opens_at=at(3, 1), closes_at=at(3, 11, 17)),
)


def rich() -> Season:
    """The season; a code may be asked for again at once."""
    base = sample()
    kept = tuple(window for window in base.windows if window.id != "registration")
    return replace(
        base, categories=(VETERANS, AWARDED), windows=(*WINDOWS, *kept),
        account=replace(
            base.account, sign_in_with=(SignInWith.CANDIDATE_NUMBER, SignInWith.ID_NUMBER),
            code=replace(base.account.code, resend_after=timedelta(0)),
        ),
        honours=Honours(category=VETERAN, sample=True, items=(
            Honour(code="MERIT2", title="个人二等功"), Honour(code="SIYOU", title="四有优秀士兵"),
        )),
        award_tiers=AwardTiers(sample=True, items=(
            AwardTier(code="NAT1", title="国家级竞赛一等奖"), AwardTier(code="MUNI", title="市级竞赛奖"),
        )),
        contests=Contests(sample=True, items=(CONTEST,)),
    )
