"""How staff join: the command's link or the mail's, a password, an authenticator."""

from base64 import b32decode
from datetime import timedelta
from typing import Any

from click.testing import CliRunner, Result

from services.registration.__main__ import commands
from services.registration.tests.front import Front
from services.registration.tests.people import PASSWORD
from shared.kernel import wall_clock
from shared.security.totp import STEP_SECONDS, code_at
from shared.testing.house import Home

STEP = timedelta(seconds=STEP_SECONDS)


def command(home: Home, *arguments: str) -> Result:
    """Run a command of registration's beside nobody: its process is stopped meanwhile."""
    config = home.services["registration"].config
    home.stop("registration")
    given = {"VAR_DIR": str(home.folder), "DATABASE_URL": config.database_url, "KEYRING_FILE": str(config.keyring_file)}
    ran = CliRunner().invoke(
        commands, list(arguments), env={f"LONGMEN_REGISTRATION_{name}": value for name, value in given.items()}
    )
    home.start("registration")
    return ran


def invite_first(home: Home, email: str = "chen@example.cn", role: str = "officer") -> Result:
    """The command of a runbook's first page."""
    return command(home, "staff", "invite", "--role", role, "--email", email)


class Joining:
    """Somebody with an invitation."""

    def __init__(self, front: Front, link: str) -> None:
        self.front = front
        self.path = "/invitations/" + link.rpartition("/")[2]
        self.secret = b""

    def look(self) -> Any:
        return self.front.get(self.path)

    def accept(self, password: str = PASSWORD, name: str | None = "陈静") -> Any:
        answer = self.front.post(f"{self.path}/acceptance", {"password": password, "name": name})
        if answer.status_code == 200:
            self.hold(answer.json["totp_secret"])
        return answer

    def hold(self, text: str) -> None:
        """Type the secret into the authenticator."""
        self.secret = b32decode(text + "=" * (-len(text) % 8))

    def code(self, *, steps: int = 0) -> str:
        """What the authenticator shows, or will in a few steps of half a minute."""
        return code_at(self.secret, wall_clock() + steps * STEP)

    def confirm(self, totp: str | None = None) -> Any:
        return self.front.post(f"{self.path}/confirmation", {"totp": totp or self.code()})

    def join(self) -> str:
        """The whole way; the account's id."""
        assert self.accept().status_code == 200
        confirmed = self.confirm()
        assert confirmed.status_code == 201, confirmed.text
        return str(confirmed.json["account"])

    def wrong_code(self) -> str:
        """Six digits that the authenticator shows neither now nor soon."""
        shown = {self.code(steps=steps) for steps in range(-2, 4)}
        return next(digits for digits in ("000000", "111111", "222222", "333333", "444444", "555555", "666666")
                    if digits not in shown)

    def sign_in(self, *, password: str = PASSWORD, totp: str | None = None) -> Any:
        """With the next code, unless another is given: the present one was used to confirm."""
        return self.front.sign_in("chen@example.cn", password, totp=self.code(steps=1) if totp is None else totp)


def joined(front: Front, **body: Any) -> Joining:
    """Somebody whom an officer has invited."""
    answer = front.post("/invitations", body, by=front.officer)
    assert answer.status_code == 201, answer.text
    return Joining(front, front.told.link(body["email"]))
