"""``college-link listen | submit | status``. The address is in COLLEGE_LINK_URL, or in the file COLLEGE_LINK_URL_FILE:
a password on a command line is everybody's to read."""

import argparse
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from pika.exceptions import AMQPError

from .folder import Folder, Kept
from .letters import letter
from .line import Line, Refused
from .rounds import Round, rounds
from .submitting import Wrong, college_of, submit

LONGEST_REST = 30.0


def address() -> str:
    """Where the broker is, and as whom."""
    if file := os.environ.get("COLLEGE_LINK_URL_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    if url := os.environ.get("COLLEGE_LINK_URL"):
        return url
    raise Wrong("COLLEGE_LINK_URL or COLLEGE_LINK_URL_FILE must be set")


def listen(folder: Folder, *, idle: float | None) -> None:
    """Keep what comes; a broker that is away, or that refuses a letter of ours, is tried again, each time later."""
    rest, refused = 1.0, False
    url = address()
    while True:
        try:
            with Line(url, folder) as line:
                rest = rest if refused else 1.0
                line.listen(idle=idle, on_kept=_say, on_rest=lambda: ask_again(folder, college_of(url)))
        except (AMQPError, OSError, Refused) as error:
            refused = isinstance(error, Refused)
            what = "a letter is refused and kept" if refused else "the broker is away"
            if idle is not None:
                raise Wrong(f"{what}: {error!r}") from error
            print(f"{what} ({error!r}), again in {rest:g} s", file=sys.stderr, flush=True)
            threading.Event().wait(rest)
            rest = min(rest * 2, LONGEST_REST)
        else:
            return


def _say(kept: Kept) -> None:
    if kept is not Kept.KNOWN:
        print(kept.value, flush=True)


def ask_again(folder: Folder, college: str) -> None:
    """A manifest counts what has not come: ask for it, once for each manifest."""
    for each in rounds(folder):
        if each.manifest is not None and not each.whole:
            folder.hand_in(letter(
                "resend_requested.v1", college=college, season=each.season, round=each.round,
                content={"reason": f"missing parts {each.missing}"}, message_id=f"resend-{each.manifest_id}"[:64],
            ))


def status(folder: Folder) -> dict[str, Any]:
    """What has come, what stands, what waits."""
    return {
        "rounds": [_shown(each) for each in rounds(folder)], "unsent": len(folder.outgoing()),
        "doubtful": folder.doubtful(),
    }


def _shown(each: Round) -> dict[str, Any]:
    last = each.receipts[-1] if each.receipts else None
    return {
        "season": each.season, "round": each.round, "whole": each.whole, "files": len(each.files),
        "parts": len(each.parts), "of": each.manifest["parts"] if each.manifest else None,
        "missing": each.missing, "faults": each.faults, "standing": each.standing,
        "errors": last["errors"] if last else [], "closing": each.closing, "closed": each.closed,
    }


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="college-link", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(os.environ.get("COLLEGE_LINK_FOLDER", "college-link")))
    commands = parser.add_subparsers(dest="command", required=True)
    listening = commands.add_parser("listen", help="keep what comes, send what is handed in")
    listening.add_argument("--idle", type=float, help="end after so many seconds of silence; else never")
    submitting = commands.add_parser("submit", help="hand in a return, sign it, or ask for a round again")
    submitting.add_argument("--season", required=True)
    submitting.add_argument("--round", required=True)
    submitting.add_argument("--revision", type=int)
    submitting.add_argument("--sign", action="append", default=[], metavar="NAME", help="twice: who stands by it")
    submitting.add_argument("--resend", action="store_true", help="ask for the round's letters again")
    submitting.add_argument("--later", action="store_true", help="leave the sending to a program that listens")
    submitting.add_argument("file", type=Path, nargs="?", help="the return: .json or .csv")
    commands.add_parser("status", help="what has come and what waits, as JSON; exit code 1 if a round is not whole")
    return parser


def _run(given: argparse.Namespace) -> int:
    folder = Folder(given.folder)
    if given.command == "listen":
        listen(folder, idle=given.idle)
    elif given.command == "submit":
        for each in submit(folder, given, college=college_of(address())):
            print(f"{each['type']} {each['message_id']}")
        if not given.later:
            with Line(address(), folder) as line:
                line.send_all()
    else:
        found = status(folder)
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return int(any(not each["whole"] for each in found["rounds"]))
    return 0


def main() -> int:
    """The command. 0: done; 1: what it says; 2: wrong usage."""
    try:
        return _run(_arguments().parse_args())
    except KeyboardInterrupt:
        return 0
    except (Wrong, Refused) as error:
        print(f"college-link: {error}", file=sys.stderr)
    except (AMQPError, OSError) as error:
        print(f"college-link: {error!r}; what was handed in is kept and goes out next time", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
