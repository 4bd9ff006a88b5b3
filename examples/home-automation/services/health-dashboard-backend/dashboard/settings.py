from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    session_secret: str
    admin_url: str = "http://admin-api:8003"
    log_level: str = "INFO"
    late_after: float = 45.0
    dead_after: float = 180.0
    watched: str = "http://calendar:8013/health,http://carbon-intensity:8010/health"

    def targets(self) -> dict[str, str]:
        """Name to URL of the services that send no heartbeat themselves."""
        found = {}
        for url in filter(None, (part.strip() for part in self.watched.split(","))):
            found[url.split("//", 1)[1].split(":", 1)[0]] = url
        return found


@lru_cache
def get_settings() -> Settings:
    return Settings()
