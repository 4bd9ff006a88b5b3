"""Publishes new suggestions to Home Assistant over MQTT discovery."""
import json
import logging

import paho.mqtt.client as mqtt

log = logging.getLogger(__name__)
TOPIC = "homeiq/suggestions"


class Notifier:
    def __init__(self, host: str, port: int, client: mqtt.Client | None = None) -> None:
        self._host, self._port = host, port
        self._client = client or mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="ai-automation")
        self._connected = False

    def send(self, suggestions: list[dict]) -> bool:
        if not suggestions:
            return True
        try:
            if not self._connected:
                self._client.connect(self._host, self._port, keepalive=60)
                self._client.loop_start()
                self._connected = True
            payload = json.dumps({"count": len(suggestions), "top": suggestions[0]["title"]})
            self._client.publish(TOPIC, payload, qos=1, retain=True)
        except OSError as error:
            log.warning("mqtt %s:%s: %s", self._host, self._port, error)
            return False
        return True

    def close(self) -> None:
        if self._connected:
            self._client.loop_stop()
            self._client.disconnect()
