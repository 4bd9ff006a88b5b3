import structlog

logger = structlog.get_logger()
