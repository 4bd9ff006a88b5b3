"""One logging configuration for all services, as JSON on stdout."""
import contextvars
import logging
import logging.config

correlation_id: contextvars.ContextVar[str] = contextvars.ContextVar("correlation_id", default="-")


class CorrelationFilter(logging.Filter):
    """Stamps the id of the current request on each record."""

    def __init__(self, service: str = "unknown") -> None:
        super().__init__()
        self.service = service

    def filter(self, record: logging.LogRecord) -> bool:
        record.correlation_id = correlation_id.get()
        record.service = self.service
        return True


def logging_config(service: str, level: str = "INFO", plain: bool = False) -> dict:
    formatter: dict = {
        "()": "pythonjsonlogger.jsonlogger.JsonFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s %(service)s %(correlation_id)s %(message)s",
        "rename_fields": {"asctime": "time", "levelname": "level"},
    }
    if plain:
        formatter = {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"correlation": {"()": "shared.observability.logs.CorrelationFilter", "service": service}},
        "formatters": {"default": formatter},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "default",
                "filters": ["correlation"],
            }
        },
        "root": {"level": level.upper(), "handlers": ["stdout"]},
        "loggers": {"uvicorn.access": {"level": "WARNING"}},
    }


def setup_logging(service: str, level: str = "INFO", plain: bool = False) -> logging.Logger:
    logging.config.dictConfig(logging_config(service, level, plain))
    return logging.getLogger(service)
