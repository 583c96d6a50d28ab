"""The colleges' client by itself: what it keeps, what it hands in, what it says; and that it needs nothing of ours."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared import codec
from shared.college_client import Folder, Kept, canonical, digest_of, letter, return_digest, rounds
from shared.college_client.folder import name_of
from shared.college_client.letters import digest

HOME = Path(__file__).resolve().parents[3] / "shared" / "college_client"
SEASON, NO = "sample-2030", "1"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "link")


def told(kind: str, content: dict[str, Any], message_id: str | None = None) -> bytes:
    return canonical(letter(kind, college="10001", season=SEASON, round=NO, content=content, message_id=message_id))


def part(n: int, of: int, names: list[str]) -> bytes:
    files = [{"candidate_number": name} for name in names]
    content = {"revision": 1, "n": n, "of": of, "files": files, "files_digest": digest(files)}
    return told("round_dispatch.v1", content, f"part-{n}")


def manifest(names: list[str], parts: int) -> bytes:
    files = [{"candidate_number": name} for name in names]
    content = {"revision": 1, "parts": parts, "count": len(files), "files_digest": digest(files)}
    return told("round_manifest.v1", content, "manifest")


def names_in(folder: Folder, where: str) -> set[str]:
    return {path.name for path in (folder.path / where).iterdir()}


def test_its_canonical_json_is_ours() -> None:
    value = {"乙": ["李明", 1, None, True, '\u2028"\\/'], "a": {"z": {}, "b": ""}}
    assert canonical(value) == codec.canonical(value)


def test_a_letter_is_kept_once(folder: Folder) -> None:
    body = told("round_closed.v1", {"admitted": 1})
    assert [folder.keep(body), folder.keep(body)] == [Kept.NEW, Kept.KNOWN]
    assert folder.received() == [json.loads(body)]


def test_another_letter_under_a_used_id_and_what_is_no_letter_are_kept_apart(folder: Folder) -> None:
    first = told("round_closed.v1", {"admitted": 1}, "m1")
    assert folder.keep(first) is Kept.NEW
    spoilt = json.dumps({**json.loads(first), "round": "2"}).encode()
    for body in (told("round_closed.v1", {"admitted": 2}, "m1"), b"{", b"[]", b"\xff", spoilt):
        assert folder.keep(body) is Kept.DOUBTFUL
    assert folder.received() == [json.loads(first)]
    assert len(folder.doubtful()) == 5


@pytest.mark.parametrize("message_id", ["../../etc/x", "a/b", ".hidden", "", "x" * 300, "名", "a\0b"])
def test_no_id_leads_out_of_the_folder(folder: Folder, message_id: str) -> None:
    assert folder.keep(told("round_closed.v1", {}, message_id or "..")) is Kept.NEW
    (path,) = folder.path.rglob("*.json")
    assert path.parent == folder.path / "received"
    assert name_of("0192c0de-7000") == "0192c0de-7000"


def test_what_a_killed_process_left_unfinished_is_nothing_and_goes(folder: Folder) -> None:
    (folder.path / "received" / ".unfinished-m1.77").write_bytes(b"{")
    assert folder.received() == []
    folder.close()
    again = Folder(folder.path)
    assert names_in(again, "received") == set()


def test_what_another_process_is_writing_is_left_to_it(folder: Folder) -> None:
    (folder.path / "received" / ".unfinished-m1.77").write_bytes(b"{")
    Folder(folder.path).close()
    assert names_in(folder, "received") == {".unfinished-m1.77"}


def test_what_was_sent_does_not_go_out_again(folder: Folder) -> None:
    made = letter("resend_requested.v1", college="10001", season=SEASON, round=NO, content={}, message_id="r1")
    folder.hand_in(made)
    folder.confirmed(made)
    folder.hand_in(made)
    folder.confirmed(made)
    assert folder.outgoing() == []
    assert folder.handed_in() == [made]


def test_the_folder_is_for_its_owner_alone(folder: Folder) -> None:
    folder.keep(told("round_closed.v1", {}))
    assert {oct(path.stat().st_mode & 0o777) for path in folder.path.rglob("*.json")} == {"0o600"}
    assert {oct(path.stat().st_mode & 0o777) for path in folder.path.iterdir() if path.is_dir()} == {"0o700"}


def test_a_round_is_whole_with_every_part_in_any_order(folder: Folder) -> None:
    letters = [manifest(["1", "2", "3"], 2), part(2, 2, ["3"]), part(1, 2, ["1", "2"])]
    for count, body in enumerate(letters, start=1):
        folder.keep(body)
        (told_of,) = rounds(folder)
        assert told_of.whole is (count == len(letters))
    assert [file["candidate_number"] for file in told_of.files] == ["1", "2", "3"]


def test_a_round_whose_files_differ_from_the_manifest_is_not_whole(folder: Folder) -> None:
    for body in (part(1, 1, ["1", "9"]), manifest(["1", "2"], 1)):
        folder.keep(body)
    (told_of,) = rounds(folder)
    assert (told_of.missing, told_of.whole) == ([], False)


def test_an_empty_round_is_whole(folder: Folder) -> None:
    folder.keep(manifest([], 0))
    assert rounds(folder)[0].whole


def test_the_standing_is_that_of_the_highest_revision(folder: Folder) -> None:
    for number, (revision, standing) in enumerate([(1, "submitted"), (2, "submitted"), (1, "superseded")]):
        folder.keep(told("return_receipt.v1", {"revision": revision, "standing": standing, "errors": []}, f"m{number}"))
    assert rounds(folder)[0].standing == "submitted"


# ------------------------------------------------------------------------------------------------------- the command


def command(folder: Path, *arguments: str, home: Path = HOME.parents[1], package: str = "shared.college_client") -> Any:
    environment = {"COLLEGE_LINK_URL": "amqp://college.10001:x@127.0.0.1:1/", "COLLEGE_LINK_FOLDER": str(folder)}
    return subprocess.run([sys.executable, "-m", package, *arguments], cwd=home, env=environment, capture_output=True,
                          text=True, check=False)


def test_a_return_from_a_table_is_handed_in_with_its_sign_off(tmp_path: Path) -> None:
    table = tmp_path / "return.csv"
    table.write_text("candidate_number,admit,reason\n0012,01,\n0013,,考查未通过\n", encoding="utf-8-sig")
    ran = command(tmp_path / "link", "submit", "--season", SEASON, "--round", NO, "--later", "--sign", "周敏", "--sign",
                  "吴凯", str(table))
    assert ran.returncode == 0, ran.stderr
    submitted, signed = Folder(tmp_path / "link").outgoing()
    rows = [{"candidate_number": "0012", "admit": "01"}, {"candidate_number": "0013", "reason": "考查未通过"}]
    assert submitted["content"] == {"revision": 1, "rows": rows}
    assert signed["content"]["return_digest"] == return_digest(
        college="10001", season=SEASON, round=NO, revision=1, rows=rows)
    assert submitted["digest"] == digest_of(submitted)
    again = command(tmp_path / "link", "submit", "--season", SEASON, "--round", NO, "--later", str(table))
    assert again.returncode == 0
    assert [each["content"]["revision"] for each in Folder(tmp_path / "link").outgoing()
            if each["type"] == "return_submitted.v1"] == [1, 2]


@pytest.mark.parametrize(("arguments", "said"), [
    (["submit", "--season", "s", "--round", "1", "--later"], "nothing to submit"),
    (["submit", "--season", "s", "--round", "1", "--later", "--sign", "甲", "--sign", "甲"], "two different persons"),
    (["submit", "--season", "s", "--round", "1", "--later", "--sign", "甲", "--sign", "乙"], "no such return"),
    (["submit", "--season", "s", "--round", "1", "--resend"], "Connection"),
    (["listen", "--idle", "1"], "the broker is away"),
])
def test_what_a_person_can_mend_is_said_in_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    ran = command(tmp_path / "link", *arguments)
    assert ran.returncode == 1
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_status_says_what_is_not_whole_by_its_exit_code(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "link")
    assert command(folder.path, "status").returncode == 0
    folder.keep(manifest(["1"], 1))
    ran = command(folder.path, "status")
    assert (ran.returncode, json.loads(ran.stdout)["rounds"][0]["missing"]) == (1, [1])
    folder.keep(part(1, 1, ["1"]))
    assert command(folder.path, "status").returncode == 0


# ---------------------------------------------------------------------------------------------------- by itself


def test_it_imports_pika_and_the_standard_library_only() -> None:
    found = set()
    for path in HOME.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add((node.module or "").partition(".")[0])
    assert found - sys.stdlib_module_names == {"pika"}


def test_installed_alone_it_runs(tmp_path: Path) -> None:
    shutil.copytree(HOME, tmp_path / "source", ignore=shutil.ignore_patterns("__pycache__"))
    built = subprocess.run(
        [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q", "build_py", "--build-lib",
         str(tmp_path / "installed")], cwd=tmp_path / "source", capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    ran = command(tmp_path / "link", "status", home=tmp_path / "installed", package="college_client")
    assert ran.returncode == 0, ran.stderr
    assert {path.suffix for path in (tmp_path / "installed" / "college_client").iterdir()} <= {".py", ""}
