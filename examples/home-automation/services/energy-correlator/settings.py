import os
from dataclasses import dataclass

from dotenv import load_dotenv

load_dotenv()


@dataclass(frozen=True)
class Settings:
    influx_url: str = os.getenv("INFLUXDB_URL", "http://influxdb:8086")
    influx_token: str = os.getenv("INFLUXDB_TOKEN", "")
    influx_org: str = os.getenv("INFLUXDB_ORG", "home")
    influx_bucket: str = os.getenv("INFLUXDB_BUCKET", "events")
    power_entity: str = os.getenv("POWER_ENTITY", "sensor.total_power")
    lookback_minutes: int = int(os.getenv("LOOKBACK_MINUTES", "180"))
    interval: int = int(os.getenv("CORRELATION_INTERVAL", "300"))
    min_watts: float = float(os.getenv("MIN_WATTS", "15"))
