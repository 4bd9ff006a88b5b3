"""Publish and subscribe over NATS JetStream.

We had Kafka (aiokafka) in the first prototype; JetStream does all we need with one small server.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import nats
from nats.errors import TimeoutError as NatsTimeout
from pydantic_settings import BaseSettings

from libs.events.schemas import SUBJECTS, Event
from libs.observability.logs import get_logger

log = get_logger(__name__)
E = TypeVar("E", bound=Event)


class BusSettings(BaseSettings):
    nats_url: str = "nats://localhost:4222"
    nats_stream: str = "TAX"


class Bus:
    def __init__(self, settings: BusSettings | None = None):
        self.settings = settings or BusSettings()
        self.client: Any = None
        self.stream: Any = None
        self.ready = asyncio.Event()
        self.tasks: list[asyncio.Task] = []

    async def connect(self) -> None:
        """Returns at once: a service answers /healthz while NATS is still coming up."""
        self.tasks.append(asyncio.create_task(self._connect()))

    async def _connect(self) -> None:
        self.client = await nats.connect(self.settings.nats_url, max_reconnect_attempts=-1, error_cb=self._error)
        stream = self.client.jetstream()
        # whoever comes first makes it, for the others this changes nothing
        await stream.add_stream(name=self.settings.nats_stream, subjects=SUBJECTS)
        self.stream = stream
        self.ready.set()

    @staticmethod
    async def _error(error: Exception) -> None:
        log.warning("nats", error=str(error))

    async def publish(self, event: Event) -> None:
        if self.stream is None:
            raise RuntimeError("the bus is not connected")
        # the id makes JetStream drop what a retry sends twice
        headers = {"Nats-Msg-Id": event.event_id}
        await self.stream.publish(event.subject, event.model_dump_json().encode(), headers=headers)

    async def consume(self, subject: str, durable: str, kind: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        self.tasks.append(asyncio.create_task(self._consume(subject, durable, kind, handler)))

    async def _consume(
        self, subject: str, durable: str, kind: type[E], handler: Callable[[E], Awaitable[None]]
    ) -> None:
        await self.ready.wait()
        subscription = await self.stream.pull_subscribe(subject, durable=durable, stream=self.settings.nats_stream)
        await self._pull(subscription, kind, handler)

    async def _pull(self, subscription, kind: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        while True:
            try:
                messages = await subscription.fetch(10, timeout=5)
            except NatsTimeout:
                continue
            for message in messages:
                try:
                    await handler(kind.model_validate_json(message.data))
                    await message.ack()
                except Exception:
                    log.exception("handler failed", subject=message.subject)
                    await message.nak(delay=30)

    async def connected(self) -> bool:
        return self.client is not None and self.client.is_connected

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        if self.client is not None:
            await self.client.drain()
