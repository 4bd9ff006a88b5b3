from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    postgres_url: str = Field(description="async SQLAlchemy URL of the admin database")
    jwt_private_key: str
    jwt_public_key: str
    jwt_algorithm: str = "ES256"
    jwt_minutes: int = 60
    compose_project: str = "homeiq"
    docker_enabled: bool = True
    heartbeat_url: str | None = None
    log_level: str = "INFO"


@lru_cache
def get_settings() -> Settings:
    return Settings()
