from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    influxdb_url: str = "http://influxdb:8086"
    influxdb_token: str = ""
    influxdb_org: str = "home"
    influxdb_bucket: str = "events"
    heartbeat_url: str | None = None
    log_level: str = "INFO"
    page_limit: int = 1000


@lru_cache
def get_settings() -> Settings:
    return Settings()
