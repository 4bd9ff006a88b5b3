from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    redis_url: str = "redis://redis:6379/2"
    data_api_url: str = "http://data-api:8006"
    state_folder: str = "/app/state"
    training_days: int = 21
    contamination: float = 0.02
    score_ttl: int = 6 * 3600


@lru_cache
def get_settings() -> Settings:
    return Settings()
