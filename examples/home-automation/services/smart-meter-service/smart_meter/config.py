import os

from pydantic import BaseModel, Field


class Circuit(BaseModel):
    name: str
    register_no: int = Field(alias="register", ge=0)
    scale: float = 1.0


class Config(BaseModel):
    adapter: str = "home_assistant"
    host: str = "homeassistant"
    meter_port: int = 502
    unit: int = 1
    token: str = ""
    interval: int = Field(default=60, ge=5)
    circuits: list[Circuit] = [
        Circuit(name="total", register=52),
        Circuit(name="heat_pump", register=12),
    ]
    influx_host: str = "http://influxdb3:8181"
    influx_token: str = ""
    influx_database: str = "home"

    @classmethod
    def from_environment(cls, environ=os.environ) -> "Config":
        names = {
            "adapter": "METER_ADAPTER",
            "host": "METER_HOST",
            "meter_port": "METER_PORT",
            "unit": "METER_UNIT",
            "token": "HOME_ASSISTANT_TOKEN",
            "interval": "METER_INTERVAL",
            "influx_host": "INFLUXDB_HOST",
            "influx_token": "INFLUXDB_TOKEN",
            "influx_database": "INFLUXDB_DATABASE",
        }
        return cls(**{field: environ[name] for field, name in names.items() if name in environ})
