from __future__ import annotations

import aiohttp
import paho.mqtt.client as mqtt

from ingestion.events import StateChanged


class MqttOutput:
    """Every event on its own topic, for things that react at once."""

    def __init__(self, client: mqtt.Client, topic: str) -> None:
        self._client = client
        self._topic = topic

    def publish(self, event: StateChanged) -> None:
        topic = f"{self._topic}/{event.entity_id.replace('.', '/')}"
        self._client.publish(topic, event.model_dump_json(), qos=0)


def connect(host: str, port: int) -> mqtt.Client:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="websocket-ingestion")
    client.reconnect_delay_set(1, 60)
    client.connect_async(host, port)
    client.loop_start()
    return client


class PipelineOutput:
    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def send(self, batch: list[StateChanged]) -> None:
        body = {"events": [event.model_dump(mode="json") for event in batch]}
        async with self._session.post(self._url, json=body) as response:
            if response.status >= 500:
                raise OSError(f"pipeline answered {response.status}")
            response.raise_for_status()
