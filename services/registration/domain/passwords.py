"""Own passwords: what is said where somebody who is signed in does not know theirs."""

from shared.kernel import RuleBroken


class OwnPasswordWrong(RuleBroken):
    """Whoever finds a browser signed in changes nothing without it."""

    code = "own_password_wrong"
    message = "现在的登录密码不正确，请重新填写。"
