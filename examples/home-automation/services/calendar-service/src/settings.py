"""Settings from the environment; `.env` only matters on a developer's machine."""
import os
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dotenv import load_dotenv


@dataclass(frozen=True)
class Settings:
    ha_url: str
    ha_token: str
    calendars: tuple[str, ...]
    ics_urls: tuple[str, ...]
    timezone: ZoneInfo
    interval: int
    influx_host: str
    influx_token: str
    influx_database: str
    port: int = 8013


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in os.getenv(name, "").split(",") if word.strip())


def load() -> Settings:
    load_dotenv()
    settings = Settings(
        ha_url=os.getenv("HOME_ASSISTANT_URL", "http://homeassistant:8123").rstrip("/"),
        ha_token=os.getenv("HOME_ASSISTANT_TOKEN", ""),
        calendars=_words("CALENDAR_ENTITIES"),
        ics_urls=_words("CALENDAR_ICS_URLS"),
        timezone=ZoneInfo(os.getenv("HOME_TIMEZONE", "Europe/Vienna")),
        interval=int(os.getenv("CALENDAR_FETCH_INTERVAL", "900")),
        influx_host=os.getenv("INFLUXDB_HOST", "http://influxdb3:8181"),
        influx_token=os.getenv("INFLUXDB_TOKEN", ""),
        influx_database=os.getenv("INFLUXDB_DATABASE", "home"),
        port=int(os.getenv("SERVICE_PORT", "8013")),
    )
    if not settings.calendars and not settings.ics_urls:
        raise SystemExit("set CALENDAR_ENTITIES or CALENDAR_ICS_URLS")
    return settings
