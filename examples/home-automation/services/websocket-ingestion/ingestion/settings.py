from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="INGEST_")

    ha_websocket: str = "ws://homeassistant:8123/api/websocket"
    ha_token: SecretStr = SecretStr("")
    pipeline_url: str = "http://enrichment-pipeline:8002/events"

    mqtt_host: str = "mosquitto"
    mqtt_port: int = 1883
    mqtt_topic: str = "homeiq/events"

    batch_size: int = Field(default=100, ge=1, le=1000)
    batch_seconds: float = Field(default=2.0, gt=0)
    queue_size: int = 5000
