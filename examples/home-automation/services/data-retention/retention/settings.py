from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="RETENTION_")

    influx_host: str = "http://influxdb3:8181"
    influx_token: str = ""
    influx_database: str = "home"

    # any URL that smart_open understands: file:///archive, s3://bucket/prefix
    archive_url: str = "file:///archive"
    data_path: str = "/var/lib/influxdb3"
    disk_warning: float = 0.85

    cleanup_cron: str = "30 2 * * *"
    views_cron: str = "5 * * * *"
    port: int = 8080
