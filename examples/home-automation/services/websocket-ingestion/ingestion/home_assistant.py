"""The WebSocket conversation with Home Assistant."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp

log = logging.getLogger(__name__)


class AuthenticationFailed(Exception):
    pass


class HomeAssistant:
    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._token = token
        self.connected = False

    async def messages(self) -> AsyncIterator[dict]:
        """Events of one connection; ends when the server closes it."""
        async with self._session.ws_connect(self._url, heartbeat=30, max_msg_size=8 * 1024 * 1024) as socket:
            await socket.receive_json()  # auth_required
            await socket.send_json({"type": "auth", "access_token": self._token})
            answer = await socket.receive_json()
            if answer["type"] != "auth_ok":
                raise AuthenticationFailed(answer.get("message", answer["type"]))
            await socket.send_json({"id": 1, "type": "subscribe_events", "event_type": "state_changed"})
            self.connected = True
            try:
                async for raw in socket:
                    if raw.type is not aiohttp.WSMsgType.TEXT:
                        continue
                    message = raw.json()
                    if message.get("type") == "event":
                        yield message
            finally:
                self.connected = False

    async def forever(self) -> AsyncIterator[dict]:
        delay = 1
        while True:
            try:
                async for message in self.messages():
                    delay = 1
                    yield message
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                log.warning("home assistant: %s, again in %d s", error, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 120)
