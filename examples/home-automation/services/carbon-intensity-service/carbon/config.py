import os
from dataclasses import dataclass, field


@dataclass
class Config:
    username: str = field(default_factory=lambda: os.environ.get("WATTTIME_USERNAME", ""))
    password: str = field(default_factory=lambda: os.environ.get("WATTTIME_PASSWORD", ""))
    region: str = field(default_factory=lambda: os.environ.get("GRID_REGION", "AT"))
    base_url: str = field(default_factory=lambda: os.environ.get("WATTTIME_URL", "https://api.watttime.org"))
    interval: int = field(default_factory=lambda: int(os.environ.get("FETCH_INTERVAL", "900")))
    influx_url: str = field(default_factory=lambda: os.environ.get("INFLUXDB_URL", "http://influxdb3:8181"))
    influx_token: str = field(default_factory=lambda: os.environ.get("INFLUXDB_TOKEN", ""))
    influx_database: str = field(default_factory=lambda: os.environ.get("INFLUXDB_DATABASE", "home"))
    port: int = field(default_factory=lambda: int(os.environ.get("PORT", "8010")))
