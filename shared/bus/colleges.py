"""The colleges' side of the broker: one exchange down, one up, and for each college a queue and a user of its own.

A college's user reads its queue and writes its keys; it can declare, bind and see nothing else. The broker refuses a
``user_id`` that is not the connection's own, and who takes what came up refuses a message without one.
"""

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from shared.bus.management import Management
from shared.bus.topology import DELIVERY_LIMIT, ONE_READER, VERSION, Beyond, dead_lettering, quorum
from shared.kernel import RuleBroken

DOWN = "longmen.colleges"
UP = "longmen.returns"
RETURNS = f"admission.returns.{VERSION}"
RETURNS_LIMIT = 10_000
"""Letters that may wait for us; beyond it a college's publishing is refused and its program keeps the letter."""

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


class NotACollegeCode(RuleBroken):
    """A college's code becomes part of routing keys and of patterns of rights: letters, digits, ``-``, ``_`` only."""

    code = "college_code_unfit"
    message = "院校代码只能由字母、数字、“-”和“_”组成，最多20位。"


def user_of_college(college: str) -> str:
    """The broker user of a college; its ``user_id`` too."""
    return f"college.{college}"


def queue_of_college(college: str) -> str:
    """Where its letters wait."""
    return f"college.{college}.rounds"


def key_of_college(college: str, what: str) -> str:
    """The routing key of a letter that it sends."""
    return f"college.{college}.{what}"


def college_of_key(routing_key: str) -> str | None:
    """Which college wrote: the broker let nobody else write this key."""
    parts = routing_key.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "college" else None


def declare_link(broker: Management) -> None:
    """Both exchanges, and the queue in which the colleges' letters wait for admission."""
    broker.put_exchange(DOWN, "direct")
    broker.put_exchange(UP, "topic")
    broker.put_queue(RETURNS, **quorum(**ONE_READER, **dead_lettering("admission"), **{"x-max-length": RETURNS_LIMIT}))
    broker.bind(UP, RETURNS, routing_key="college.#")


LINK = Beyond(writes=(DOWN,), reads=(RETURNS,), declare=declare_link)
"""What admission has at the broker beside the events."""


def provision(bus_url: str, admin_url: str, college: str, *, password: str) -> str:
    """A college's queue, user and rights; repeated, its password is a new one. Returns the address that it connects to,
    without the password."""
    _check(college)
    broker = _management(bus_url, admin_url)
    declare_link(broker)
    queue, user = queue_of_college(college), user_of_college(college)
    broker.put_queue(queue, **quorum(**ONE_READER, **dead_lettering("admission")))
    broker.bind(DOWN, queue, routing_key=queue)
    broker.put_user(user, password=password)
    broker.permit(user, configure="^$", write=f"^{re.escape(UP)}$", read=f"^{re.escape(queue)}$")
    broker.permit_topics(user, UP, write=f"^college\\.{re.escape(college)}\\.[a-z_]+$", read="^$")
    address = urlsplit(bus_url)
    place = f"{quote(user)}@{address.hostname}" + (f":{address.port}" if address.port else "")
    return urlunsplit(address._replace(netloc=place))


def withdraw(bus_url: str, admin_url: str, college: str) -> None:
    """Take its user away: open connections end. Its queue stays, with what is in it."""
    _check(college)
    _management(bus_url, admin_url).delete_user(user_of_college(college))


def _check(college: str) -> None:
    if not _CODE.fullmatch(college):
        raise NotACollegeCode


def _management(bus_url: str, admin_url: str) -> Management:
    return Management(admin_url, vhost=unquote(urlsplit(bus_url).path[1:]) or "/")


__all__ = ["DELIVERY_LIMIT", "DOWN", "LINK", "RETURNS", "UP", "college_of_key", "declare_link", "key_of_college",
           "provision", "queue_of_college", "user_of_college", "withdraw"]
