from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    event_bus_url: str = "memory://"
    influxdb_url: str = "http://influxdb:8086"
    influxdb_token: str = ""
    influxdb_org: str = "home"
    influxdb_bucket: str = "events"
    heartbeat_url: str | None = None
    import_limit: int = 2_000_000


@lru_cache
def get_settings() -> Settings:
    return Settings()
