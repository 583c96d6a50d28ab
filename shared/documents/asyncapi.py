"""One AsyncAPI 3.0 document: a channel for each contract, what each service sends and receives, the envelope."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML

from shared.bus.topology import EVENTS, queues_of
from shared.contracts import REGISTRY, publisher_of
from shared.documents.schemas import DIALECT, key_of, sentence_of

Node = dict[str, Any]

HEAD: Node = {
    "asyncapi": "3.0.0",
    "info": {
        "title": "Longmen",
        "version": "1",
        "description": "Events between the five services; made from shared/contracts by `python -m services documents`",
        "license": {"name": "Apache-2.0"},
    },
    "defaultContentType": "application/json",
    "servers": {
        "broker": {
            "host": "{host}",
            "protocol": "amqp",
            "protocolVersion": "0.9.1",
            "variables": {"host": {"description": "host and port, as in each service's BUS_URL"}},
            "security": [{"$ref": "#/components/securitySchemes/serviceUser"}],
        },
    },
}

HEADERS: Node = {
    "type": "object",
    "required": ["key", "version", "occurred_at"],
    "properties": {
        "key": {"type": "string", "maxLength": 200, "description": "`<publisher>/<noun>/<id>`: what it is about"},
        "version": {"type": "string", "pattern": r"^\d{1,9}\.\d{1,18}$",
                    "description": "`<epoch>.<n>`, growing for each key; decides between states, never between facts"},
        "occurred_at": {"type": "string", "format": "date-time", "description": "season time, with its zone"},
        "intake": {"type": "string", "maxLength": 60},
        "season": {"type": "string", "maxLength": 60},
        "traceparent": {"type": "string", "description": "W3C trace context"},
    },
}

ENVELOPE: Node = {
    "contentType": "application/json",
    "description": (
        "AMQP properties beside the headers: `message_id` (the event's id, UUIDv7), `type` (the event's name, equal to "
        "the routing key), `app_id` (its publisher), `user_id` (verified by the broker), `delivery_mode` 2. "
        "A body has at most 256 KiB."
    ),
    "headers": HEADERS,
}

COMPONENTS: Node = {
    "messageTraits": {"envelope": ENVELOPE},
    "securitySchemes": {
        "serviceUser": {"type": "userPassword", "description": "each service has its own user, made by `migrate`"},
    },
}


def asyncapi(hearers: Mapping[str, Sequence[str]]) -> str:
    """The document's text. ``hearers``: by contract, the services that subscribe to it."""
    channels = {name: _channel(name) for name in hearers}
    operations = {f"{publisher_of(name)}.sends.{name}": _send(name) for name in hearers}
    operations |= {f"{service}.receives.{name}": _receive(name, service)
                   for name, services in hearers.items() for service in services}
    text = io.StringIO()
    yaml = YAML()
    yaml.width = 120
    yaml.dump({**HEAD, "channels": channels, "operations": operations, "components": COMPONENTS}, text)
    return text.getvalue()


def _channel(name: str) -> Node:
    contract = REGISTRY[name]
    message = {
        "name": name,
        "title": contract.__name__,
        "summary": sentence_of(contract),
        "traits": [{"$ref": "#/components/messageTraits/envelope"}],
        "payload": {"schemaFormat": f"application/schema+json;version={DIALECT.split('/')[-2]}",
                    "schema": {"$ref": f"contracts/{name}.schema.json"}},
        "bindings": {"amqp": {"messageType": name, "bindingVersion": "0.3.0"}},
        "x-kind": contract.KIND.value,
        "x-key": key_of(contract),
    }
    return {
        "address": name,
        "servers": [{"$ref": "#/servers/broker"}],
        "messages": {"event": message},
        "bindings": {"amqp": {
            "is": "routingKey",
            "exchange": {"name": EVENTS, "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"},
            "bindingVersion": "0.3.0",
        }},
    }


def _send(name: str) -> Node:
    return {**_operation("send", name), "bindings": {"amqp": {"deliveryMode": 2, "bindingVersion": "0.3.0"}}}


def _receive(name: str, service: str) -> Node:
    queues = queues_of(service)
    return {
        **_operation("receive", name), "bindings": {"amqp": {"ack": True, "bindingVersion": "0.3.0"}},
        "x-queue": queues.urgent if REGISTRY[name].URGENT else queues.normal,
    }


def _operation(action: str, name: str) -> Node:
    channel = _pointer(name)
    return {"action": action, "channel": {"$ref": channel}, "messages": [{"$ref": f"{channel}/messages/event"}]}


def _pointer(name: str) -> str:
    return f"#/channels/{name}"
