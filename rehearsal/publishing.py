"""The plan: colleges say what they publish of themselves, officers sign it with the plan, and what came later again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.doors import Account
from rehearsal.officers import Officers
from shared.season import Season

Profile = Mapping[str, Any]


@dataclass(frozen=True)
class Publication:
    """A season's plan, its colleges' staff, and who signs. What somebody has written or published by hand stays."""

    season: Season
    desks: Mapping[str, Sequence[Account]]
    officers: Officers

    def publish(self, majors: Sequence[Mapping[str, Any]]) -> bool:
        """The plan of these majors; where there is one, the same again if a college has more to say since. False: there
        was nothing to sign."""
        plan = self.officers.published("plan")
        published = {each["college"]: each for each in plan["colleges"]} if plan else {}
        said = list(self._profiles(published))
        if plan is not None and all(each == published.get(each["college"]) for each in said):
            return False
        self.officers.publish_plan(majors if plan is None else plan["majors"])
        return True

    def _profiles(self, published: Mapping[str, Profile]) -> Iterator[Profile]:
        """What each college says of itself; who has said nothing does now."""
        for place, (code, staff) in enumerate(sorted(self.desks.items())):
            path, season = f"/colleges/{code}/profile", self.season.code
            saved = staff[0].ask("GET", "admission", path, params={"season": season}).json()
            if not saved["revision"]:
                body = {"season": season, **self._of_college(place, code, published.get(code))}
                saved = staff[0].ask("PUT", "admission", path, json=body).json()
            yield saved["profile"]

    def _of_college(self, place: int, code: str, published: Profile | None) -> Profile:
        """Charter, lowest tier, honours, test. Published once, the tier stays: when filing has begun none is raised."""
        tiers = [each.code for each in self.season.award_tiers.items] if self.season.award_tiers else [None]
        online = place % 2 == 0
        test = {
            "mode": "线上" if online else "线下", "at": f"4月{13 + place % 6}日9:00",
            "place": "会议号在学校招生网公布" if online else "学校综合楼一楼",
            "equipment": "电脑和手机双机位，网络通畅" if online else None,
        }
        return {
            "charter": f"https://college-{code}.example/charter", "test": test,
            "min_tier": published["min_tier"] if published else tiers[-1 - place % 2],
            "honours": ("priority", "bonus", "none")[place % 3],
        }
