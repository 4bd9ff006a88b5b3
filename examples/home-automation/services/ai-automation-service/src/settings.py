from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="AI_", env_file=".env", extra="ignore")

    database_url: str = Field(validation_alias="DATABASE_URL")
    jobs_url: str = "sqlite:////app/data/jobs.db"
    data_api_url: str = "http://data-api:8006"
    mqtt_host: str = "mosquitto"
    mqtt_port: int = 1883

    # models are loaded on first use; together they need about 300 MB
    embedding_model: str = "sentence-transformers/all-MiniLM-L6-v2"
    embedding_backend: str = "openvino"
    phrasing_model: str = "google/flan-t5-small"

    analysis_hour: int = 3
    lookback_days: int = 30
    min_support: int = 5
    min_confidence: float = 0.7


@lru_cache
def get_settings() -> Settings:
    return Settings()
