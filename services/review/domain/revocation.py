"""An eligibility taken back by order, and given back by another: whether either may be."""

from services.review.domain.case import Standing
from shared.kernel import Conflict


class NothingToRevoke(Conflict):
    """Only an eligibility that is in force can be revoked."""

    code = "nothing_to_revoke"
    message = "该考生目前没有已生效的报考资格。"


class NothingToReinstate(Conflict):
    """Only what an order revoked is given back by another."""

    code = "nothing_to_reinstate"
    message = "该考生的报考资格未被取消，无需恢复。"


def check_revocation(standing: Standing) -> None:
    """Raises NothingToRevoke."""
    if standing is not Standing.ELIGIBLE:
        raise NothingToRevoke


def check_reinstatement(standing: Standing) -> None:
    """Raises NothingToReinstate."""
    if standing is not Standing.REVOKED:
        raise NothingToReinstate
