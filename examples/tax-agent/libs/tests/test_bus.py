import asyncio
from types import SimpleNamespace

import pytest
from nats.errors import TimeoutError as NatsTimeout

from libs.events import bus as module
from libs.events.bus import Bus
from libs.events.schemas import DocumentRead


class Message:
    subject = "documents.read"

    def __init__(self, data):
        self.data, self.answers = data, []

    async def ack(self):
        self.answers.append("ack")

    async def nak(self, delay):
        self.answers.append(delay)


class Stream:
    def __init__(self, *messages):
        self.messages, self.published, self.subjects = list(messages), [], {}

    async def add_stream(self, name, subjects):
        self.subjects[name] = subjects

    async def publish(self, subject, data, headers):
        self.published.append((subject, headers["Nats-Msg-Id"]))

    async def pull_subscribe(self, subject, durable, stream):
        return self

    async def fetch(self, count, timeout):
        await asyncio.sleep(0)
        if not self.messages:
            raise NatsTimeout
        return [self.messages.pop(0)]


@pytest.fixture
def stream(monkeypatch):
    good = Message(DocumentRead(tenant="t", document_id="d", key="k", words=3, confidence=0.5).model_dump_json())
    made = Stream(good, Message(b"no json"))
    made.all = list(made.messages)

    async def connect(url, **options):
        async def drain():
            pass

        return SimpleNamespace(jetstream=lambda: made, is_connected=True, drain=drain)

    monkeypatch.setattr(module.nats, "connect", connect)
    return made


async def test_consumers_wait_for_the_connection_and_answer_each_message(stream):
    seen, bus = [], Bus()

    async def handler(event):
        seen.append(event.document_id)

    await bus.consume("documents.read", "x", DocumentRead, handler)
    await bus.connect()
    for _ in range(20):
        await asyncio.sleep(0)
    assert seen == ["d"] and [message.answers for message in stream.all] == [["ack"], [30]]
    await bus.close()


async def test_events_carry_their_id(stream):
    bus = Bus()
    event = DocumentRead(tenant="t", document_id="d", key="k", words=3, confidence=0.5)
    with pytest.raises(RuntimeError, match="not connected"):
        await bus.publish(event)
    await bus.connect()
    await bus.ready.wait()
    await bus.publish(event)
    assert stream.published == [("documents.read", event.event_id)]
    assert "documents.*" in stream.subjects["TAX"]
    await bus.close()
