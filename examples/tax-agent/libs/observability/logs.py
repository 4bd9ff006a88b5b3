"""Logging: structlog for our own code, the standard library's for everybody else, one format on stdout."""

import logging
import logging.config
import sys
from typing import Any

import structlog

FORMATTERS: dict[str, Any] = {
    # resolved by dictConfig, see logging.config.DictConfigurator.configure_formatter
    "json": {
        "()": "pythonjsonlogger.jsonlogger.JsonFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        "rename_fields": {"levelname": "level", "asctime": "time"},
    },
    "plain": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"},
}


def configure(service: str, level: str = "INFO", fmt: str = "json") -> None:
    if fmt not in FORMATTERS:
        raise ValueError(f"unknown log format {fmt!r}")
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"out": FORMATTERS[fmt]},
            "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": sys.stdout, "formatter": "out"}},
            "root": {"level": level, "handlers": ["stdout"]},
            "loggers": {"uvicorn.access": {"level": "WARNING"}},
        }
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.stdlib.render_to_log_kwargs,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)


def get_logger(name: str):
    return structlog.get_logger(name)
