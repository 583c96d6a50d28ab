"""What an admitting college publishes of itself before filing (domain.md 9.5)."""

from collections.abc import Mapping, Sequence

from shared.kernel import RuleBroken

HONOURS = ("priority", "bonus", "none")


class ProfileUnfit(RuleBroken):
    """A tier or a test mode that the season does not have, or no web address; ``errors`` lists everything."""

    code = "profile_unfit"
    message = "院校信息有{count}处错误，未保存。"

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        super().__init__(count=len(errors))
        self.errors = errors


def check_profile(
    *, charter: str | None, min_tier: str | None, mode: str | None, tiers: Sequence[str], modes: Sequence[str]
) -> None:
    """Whether a profile speaks the season's words: ``tiers`` and ``modes`` are the season's."""
    errors = []
    if charter is not None and not charter.startswith(("https://", "http://")):
        errors.append(("charter", "请填写以 https:// 或 http:// 开头的网址"))
    if min_tier is not None and min_tier not in tiers:
        errors.append(("min_tier", f"获奖等级须为：{'、'.join(tiers) or '（本方案未设等级）'}"))
    if mode is not None and mode not in modes:
        errors.append(("test.mode", f"考查方式须为：{'、'.join(modes)}"))
    if errors:
        raise ProfileUnfit(tuple(errors))


def enough(least: str | None, tiers: Sequence[str]) -> frozenset[str] | None:
    """Which tiers suffice where ``least`` is the lowest that a college takes, ``tiers`` from the highest; None: any."""
    if least is None or least not in tiers:
        return None
    return frozenset(tiers[:list(tiers).index(least) + 1])


def raised(
    before: Mapping[str, str | None], after: Mapping[str, str | None], tiers: Sequence[str]
) -> list[str]:
    """Colleges whose lowest tier became a higher one: somebody for whom it sufficed is shut out."""
    everybody = frozenset(tiers)
    return [
        college for college, least in sorted(after.items())
        if college in before and not (enough(before[college], tiers) or everybody) <= (
            enough(least, tiers) or everybody)
    ]
