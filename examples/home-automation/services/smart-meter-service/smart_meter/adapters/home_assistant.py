"""Power sensors of Home Assistant."""
from datetime import datetime, timezone

import aiohttp

from smart_meter.adapters.base import MeterError, Reading

UNITS = {"W": 1.0, "kW": 1000.0}


class HomeAssistantAdapter:
    def __init__(self, config) -> None:
        self._config = config
        self._session: aiohttp.ClientSession | None = None

    async def read(self) -> list[Reading]:
        if self._session is None:
            headers = {"Authorization": f"Bearer {self._config.token}"}
            self._session = aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=10))
        readings = []
        for circuit in self._config.circuits:
            url = f"http://{self._config.host}:8123/api/states/sensor.{circuit.name}_power"
            try:
                async with self._session.get(url) as response:
                    response.raise_for_status()
                    state = await response.json()
            except aiohttp.ClientError as error:
                raise MeterError(str(error)) from error
            if state["state"] in ("unavailable", "unknown"):
                continue
            factor = UNITS.get(state["attributes"].get("unit_of_measurement", "W"), 1.0)
            readings.append(Reading(circuit.name, datetime.now(timezone.utc), float(state["state"]) * factor))
        return readings

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
