import asyncio

import pytest

from libs.iq_events import Event, open_bus


def test_an_event_survives_the_wire():
    event = Event("energy", {"watts": 12.5}, at=1.0)
    assert Event.from_json(event.to_json()) == event


def test_handlers_see_only_their_topic():
    async def scenario():
        bus = open_bus("memory://")
        seen = []

        async def remember(event):
            seen.append(event.body)

        bus.on("weather", remember)
        await bus.publish(Event("weather", {"t": 3}))
        await bus.publish(Event("energy", {"w": 4}))
        return seen

    assert asyncio.run(scenario()) == [{"t": 3}]


def test_an_unknown_scheme_is_refused():
    with pytest.raises(ValueError, match="amqp"):
        open_bus("amqp://localhost")
