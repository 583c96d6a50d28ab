"""A service follows the newest season that was signed, whichever way it came, and nothing else."""

from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result

from shared import codec
from shared.cli import service_commands
from shared.contracts.admission import SeasonPublished
from shared.kernel import new_id, wall_clock
from shared.season import signed
from shared.security.signing import SigningKey
from shared.testing.house import Home
from shared.testing.promises.asked import Asked
from shared.testing.seasons import CODE, INTAKE, retitled, sample

ADOPTED = "season_adopted.v1"


class SeasonPromises(Asked):
    """Adopting seasons by the bus and from a file."""

    def test_a_season_comes_by_the_bus(self, home: Home) -> None:
        home.publish(sample())
        home.settle()
        assert self.season(home)["version"] == 1
        assert self.told(home, ADOPTED) == 1

    def test_a_newer_version_takes_the_place_of_an_older(self, home: Home) -> None:
        home.publish(sample())
        home.publish(retitled("第二版"), version=2)
        home.settle()
        assert (self.season(home)["version"], self.season(home)["title"]) == (2, "第二版")
        assert self.told(home, ADOPTED) == 2

    def test_an_older_version_changes_nothing(self, home: Home) -> None:
        home.publish(retitled("第二版"), version=2)
        home.publish(sample(), version=1)
        home.settle()
        assert self.season(home)["version"] == 2
        assert self.told(home, ADOPTED) == 1

    def test_the_same_version_told_again_changes_nothing(self, home: Home) -> None:
        told = home.publish(sample())
        home.hear(told, key=f"admission/season/{CODE}", intake=INTAKE, season=CODE, version=1)
        home.settle()
        assert self.told(home, ADOPTED) == 1

    def test_a_season_under_another_key_is_refused(self, home: Home) -> None:
        self.hear_refused(home, signed.signed(self.unsigned(), SigningKey.generate()))

    def test_a_season_changed_after_it_was_signed_is_refused(self, home: Home) -> None:
        genuine = signed.signed(self.unsigned(), home.season_key)
        self.hear_refused(home, replace(genuine, document=retitled("改过的").document()))

    def test_a_season_made_real_after_it_was_signed_is_refused(self, home: Home) -> None:
        self.hear_refused(home, replace(signed.signed(self.unsigned(), home.season_key), rehearsal=False))

    def test_a_season_with_one_officer_twice_is_refused(self, home: Home) -> None:
        alone = replace(self.unsigned(), officers=["officer-1", "officer-1"])
        self.hear_refused(home, replace(alone, signature=home.season_key.sign(signed.signing_bytes(alone))))

    def test_a_refused_season_leaves_the_one_before_in_force(self, home: Home) -> None:
        home.publish(sample())
        forged = signed.signed(replace(self.unsigned(), season_version=2), SigningKey.generate())
        home.hear(forged, key=f"admission/season/{CODE}", intake=INTAKE, season=CODE, version=2)
        home.settle()
        assert self.season(home)["version"] == 1

    def test_a_signed_season_can_be_handed_over_as_a_file(self, home: Home, tmp_path: Path) -> None:
        ran = self.apply(home, tmp_path, signed.signed(self.unsigned(), home.season_key))
        assert (ran.exit_code, self.season(home)["version"]) == (0, 1), ran.output

    def test_a_file_that_nobody_signed_is_refused(self, home: Home, tmp_path: Path) -> None:
        ran = self.apply(home, tmp_path, signed.signed(self.unsigned(), SigningKey.generate()))
        assert (ran.exit_code, self.season(home)) == (1, None), ran.output

    def test_what_the_bus_brings_later_does_not_undo_a_newer_file(self, home: Home, tmp_path: Path) -> None:
        newer = replace(self.unsigned(), season_version=2)
        self.apply(home, tmp_path, signed.signed(newer, home.season_key))
        home.publish(sample(), version=1)
        home.settle()
        assert self.season(home)["version"] == 2

    def unsigned(self) -> SeasonPublished:
        return SeasonPublished(
            intake=INTAKE, season=CODE, season_version=1, rehearsal=True, document=sample().document(),
            officers=["officer-1", "officer-2"], signed_at=wall_clock(), signature="",
        )

    def hear_refused(self, home: Home, forged: SeasonPublished) -> None:
        home.hear(forged, key=f"admission/season/{CODE}", intake=INTAKE, season=CODE, version=1, event_id=new_id())
        home.settle()
        assert self.season(home) is None
        assert self.told(home, ADOPTED) == 0
        statuses = {row["status"] for row in self.facts(home, "heard") if row["name"] == SeasonPublished.NAME}
        assert statuses in ({"failed"}, {"dead"})

    def apply(self, home: Home, folder: Path, season: SeasonPublished) -> Result:
        file = folder / "season.signed.json"
        file.write_bytes(codec.encode(season))
        kind, build = self.recipes[self.name]
        config = self.service(home).config
        prefix = f"LONGMEN_{self.name.upper()}_"
        environ = {
            f"{prefix}DATABASE_URL": config.database_url, f"{prefix}VAR_DIR": str(home.folder),
            f"{prefix}SEASON_KEY": home.season_key.public,
        }
        commands = service_commands(self.name, config=kind, build=build)
        return CliRunner().invoke(commands, ["season", "apply", str(file)], env=environ)
