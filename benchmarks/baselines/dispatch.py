"""Files to colleges and nothing else: read, decrypt, encode, insert, publish; no digests, no manifest, no marks."""

import json
from collections.abc import Callable, Sequence

import amqp
from sqlalchemy import Engine, text

FILES = text("""SELECT f.account, f.candidate_number, f.choice, f.majors, d.document, e.honours FROM files f
    JOIN dossiers d ON d.account = f.account JOIN eligibilities e ON e.account = f.account
    WHERE f.season = :season AND f.round = :round AND f.college = :college ORDER BY f.candidate_number""")
INSERT = text("INSERT INTO plain_mail (college, n, body) VALUES (:college, :n, :body)")
PART = 50


def dispatch(
    engine: Engine, channel: amqp.Channel, opened: Callable[[bytes, str], bytes], colleges: Sequence[str], **of: str,
) -> int:
    """Every college's letters; returns how many, once the broker has confirmed every one."""
    sent, confirmed = 0, [0]
    channel.events["basic_ack"].add(lambda tag, multiple: confirmed.__setitem__(0, max(confirmed[0], tag)))
    for college in colleges:
        with engine.begin() as conn:
            rows = conn.execute(FILES, {"college": college, **of}).all()
            files = [{**json.loads(opened(row.document, row.account)), "choice": row.choice,
                      "majors": json.loads(row.majors), "honours": json.loads(row.honours)} for row in rows]
            bodies = [json.dumps({"college": college, "files": files[start:start + PART]}, ensure_ascii=False).encode()
                      for start in range(0, len(files), PART)]
            conn.execute(INSERT, [{"college": college, "n": n, "body": body} for n, body in enumerate(bodies)])
        for body in bodies:
            message = amqp.Message(body, content_type="application/json", delivery_mode=2)
            channel.basic_publish(message, exchange="longmen.colleges", routing_key=f"college.{college}.rounds")
            sent += 1
            while sent - confirmed[0] > 64:
                channel.connection.drain_events()
    while confirmed[0] < sent:
        channel.connection.drain_events()
    return sent
