import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ingestion.batcher import Batcher
from ingestion.events import StateChanged, from_message
from ingestion.home_assistant import AuthenticationFailed, HomeAssistant
from ingestion.outputs import MqttOutput


def message(entity="light.hall", new="on", old="off"):
    def state(value):
        return {
            "entity_id": entity,
            "state": value,
            "last_changed": "2025-10-01T08:00:00+00:00",
            "attributes": {"friendly_name": "Hall", "icon": "mdi:lamp"},
        }

    data = {"new_state": state(new) if new else None, "old_state": state(old) if old else None}
    return {"type": "event", "event": {"data": data}}


def test_only_changes_of_state_are_kept():
    assert from_message(message(new="on", old="on")) is None
    assert from_message(message(new=None)) is None
    event = from_message(message())
    assert (event.domain, event.previous) == ("light", "off")
    assert event.attributes == {"friendly_name": "Hall"}


def test_an_entity_without_domain_is_refused():
    with pytest.raises(ValueError):
        from_message(message(entity="hall"))


class Recorded:
    def __init__(self):
        self.topics = []

    def publish(self, topic, payload, qos):
        self.topics.append(topic)


def test_mqtt_topics_follow_the_entity():
    client = Recorded()
    MqttOutput(client, "homeiq/events").publish(from_message(message()))
    assert client.topics == ["homeiq/events/light/hall"]


def events(count):
    return [StateChanged(entity_id=f"light.l{i}", state="on", time="2025-10-01T08:00:00Z") for i in range(count)]


def test_a_batch_is_closed_by_size_and_by_time():
    async def scenario():
        batcher = Batcher(None, size=3, seconds=0.05)
        for event in events(4):
            batcher.put(event)
        return len(await batcher.collect()), len(await batcher.collect())

    assert asyncio.run(scenario()) == (3, 1)


def test_a_full_queue_drops_the_oldest():
    async def scenario():
        batcher = Batcher(None, size=10, seconds=0.01, queue_size=2)
        for event in events(3):
            batcher.put(event)
        return batcher.dropped, [e.entity_id for e in await batcher.collect()]

    assert asyncio.run(scenario()) == (1, ["light.l1", "light.l2"])


def server(accept):
    async def socket(request):
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        await ws.send_json({"type": "auth_required"})
        await ws.receive_json()
        if not accept:
            await ws.send_json({"type": "auth_invalid", "message": "bad token"})
            return ws
        await ws.send_json({"type": "auth_ok"})
        await ws.receive_json()
        await ws.send_json({"id": 1, "type": "result", "success": True})
        await ws.send_json(message())
        await ws.close()
        return ws

    app = web.Application()
    app.router.add_get("/api/websocket", socket)
    return TestServer(app)


def converse(accept):
    async def scenario():
        async with server(accept) as home, aiohttp.ClientSession() as session:
            source = HomeAssistant(session, str(home.make_url("/api/websocket")), "secret")
            return [m async for m in source.messages()], source.connected

    return asyncio.run(scenario())


def test_events_of_a_connection():
    received, connected = converse(accept=True)
    assert len(received) == 1
    assert connected is False


def test_a_bad_token_is_an_error():
    with pytest.raises(AuthenticationFailed, match="bad token"):
        converse(accept=False)
