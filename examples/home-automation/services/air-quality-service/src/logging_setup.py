from logging.config import dictConfig

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "class": "pythonjsonlogger.jsonlogger.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["console"]},
}


def configure(level: str = "INFO", form: str = "json") -> None:
    handlers = {"console": {**LOGGING["handlers"]["console"], "formatter": form}}
    dictConfig({**LOGGING, "handlers": handlers, "root": {"level": level, "handlers": ["console"]}})
