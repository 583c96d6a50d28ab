"""The broker's management interface, as far as ``migrate`` and operations need it: declaring, binding, rights."""

import base64
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from shared.bus import BusAway
from shared.kernel import LongmenError

TIMEOUT = 10.0


class BrokerRefuses(LongmenError):
    """The broker answered, and said no: other arguments than before, an unknown user, no right."""

    code = "broker_refuses"
    message = "消息服务器拒绝了该操作：{reason}"
    status = 502


class Management:
    """``http://user:password@host:15672``, of an administrator. A door to the outside: never inside a transaction."""

    def __init__(self, url: str, *, vhost: str = "/") -> None:
        self._address = urlsplit(url)
        self._vhost = quote(vhost, safe="")
        signed = f"{unquote(self._address.username or '')}:{unquote(self._address.password or '')}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(signed).decode()}",
                         "Content-Type": "application/json"}

    def put_exchange(self, name: str, kind: str, **arguments: Any) -> None:
        """Durable, or nothing if it is there just so."""
        self._ask("PUT", f"exchanges/{self._vhost}/{quote(name, safe='')}",
                  {"type": kind, "durable": True, "auto_delete": False, "arguments": arguments})

    def delete_exchange(self, name: str) -> None:
        self._ask("DELETE", f"exchanges/{self._vhost}/{quote(name, safe='')}")

    def put_queue(self, name: str, **arguments: Any) -> None:
        """Durable, or nothing if it is there just so."""
        self._ask("PUT", f"queues/{self._vhost}/{quote(name, safe='')}",
                  {"durable": True, "auto_delete": False, "arguments": arguments})

    def bind(self, exchange: str, queue: str, *, routing_key: str) -> None:
        self._ask("POST", self._between(exchange, queue), {"routing_key": routing_key})

    def bindings(self, exchange: str, queue: str) -> set[str]:
        """The routing keys that lead from an exchange to a queue."""
        return {found["routing_key"] for found in self._ask("GET", self._between(exchange, queue))}

    def unbind(self, exchange: str, queue: str, *, routing_key: str) -> None:
        # A binding without arguments is named by its routing key.
        self._ask("DELETE", f"{self._between(exchange, queue)}/{quote(routing_key, safe='') or '~'}")

    def put_vhost(self) -> None:
        """The virtual host that this speaks of, open to the user that makes it."""
        self._ask("PUT", f"vhosts/{self._vhost}", {})
        self.permit(unquote(self._address.username or "guest"), configure=".*", write=".*", read=".*")

    def put_user(self, name: str, *, password: str) -> None:
        self._ask("PUT", f"users/{quote(name, safe='')}", {"password": password, "tags": ""})

    def delete_user(self, name: str) -> None:
        """Its open connections end too. Raises :class:`BrokerRefuses` if there is none."""
        self._ask("DELETE", f"users/{quote(name, safe='')}")

    def permit(self, user: str, *, configure: str, write: str, read: str) -> None:
        self._ask("PUT", f"permissions/{self._vhost}/{quote(user, safe='')}",
                  {"configure": configure, "write": write, "read": read})

    def permit_topics(self, user: str, exchange: str, *, write: str, read: str) -> None:
        self._ask("PUT", f"topic-permissions/{self._vhost}/{quote(user, safe='')}",
                  {"exchange": exchange, "write": write, "read": read})

    def _between(self, exchange: str, queue: str) -> str:
        return f"bindings/{self._vhost}/e/{quote(exchange, safe='')}/q/{quote(queue, safe='')}"

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        kind = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        connection = kind(self._address.hostname or "127.0.0.1", self._address.port, timeout=TIMEOUT)
        body = None if content is None else json.dumps(content)
        try:
            connection.request(method, f"{self._address.path.rstrip('/')}/api/{path}", body, self._headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException) as error:
            raise BusAway(reason=f"management interface: {error}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise BrokerRefuses(reason=f"{method} {path}: {answer.status} {text[:300].decode(errors='replace')}")
        return json.loads(text) if text and answer.status == 200 else None
