"""Logging, heartbeats and process metrics, the same in every FastAPI service."""
from .heartbeat import Heartbeat
from .logs import setup_logging
from .metrics import process_metrics

__all__ = ["Heartbeat", "process_metrics", "setup_logging"]
