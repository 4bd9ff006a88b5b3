from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WEATHER_")

    base_url: str = "https://api.open-meteo.com"
    latitude: float = 48.21
    longitude: float = 16.37
    cache_seconds: int = 600
    cache_size: int = 64
    attempts: int = 3
