"""Meters with Modbus over TCP; values are 32-bit floats in two input registers."""
import math
import struct
from datetime import datetime, timezone

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from smart_meter.adapters.base import MeterError, Reading


def decode(registers: list[int]) -> float:
    high, low = registers
    return struct.unpack(">f", struct.pack(">HH", high, low))[0]


class ModbusAdapter:
    def __init__(self, config, client: AsyncModbusTcpClient | None = None) -> None:
        self._config = config
        self._client = client or AsyncModbusTcpClient(config.host, port=config.meter_port, timeout=5)

    async def read(self) -> list[Reading]:
        if not self._client.connected and not await self._client.connect():
            raise MeterError(f"no connection to {self._config.host}:{self._config.meter_port}")
        readings = []
        for circuit in self._config.circuits:
            try:
                answer = await self._client.read_input_registers(
                    circuit.register_no, count=2, slave=self._config.unit
                )
            except ModbusException as error:
                raise MeterError(str(error)) from error
            if answer.isError():
                raise MeterError(f"{circuit.name}: {answer}")
            watts = decode(answer.registers) * circuit.scale
            # the meter sends NaN while it starts
            if not math.isnan(watts):
                readings.append(Reading(circuit.name, datetime.now(timezone.utc), watts))
        return readings

    async def close(self) -> None:
        self._client.close()
