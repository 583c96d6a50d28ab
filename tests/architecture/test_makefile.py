"""The Makefile explains itself, and the default season stands there alone."""

import re
import subprocess

from tests.architecture.house import PRODUCT, ROOT, shown, sources

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROMISED = {
    "bench", "check", "clean", "compose-smoke", "demo", "help", "lock", "run", "stack", "sweep", "test",
}


def test_help_lists_every_target_that_a_person_may_call() -> None:
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^  make ([a-z-]+)", said, re.MULTILINE))
    assert listed >= PROMISED
    assert listed == set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))


def test_the_default_season_stands_in_the_makefile_alone() -> None:
    default = re.search(r"^SEASON \?= (\S+)$", MAKEFILE, re.MULTILINE)
    assert default, "the Makefile names no default season"
    assert (ROOT / "seasons" / f"{default.group(1)}.yaml").is_file()
    elsewhere = [path for path in sources(*PRODUCT) if "tests" not in path.parts
                 and f'"{default.group(1)}"' in path.read_text(encoding="utf-8")]
    assert [shown(path) for path in elsewhere] == []
