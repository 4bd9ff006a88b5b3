"""Memory and descriptors of the own process, where PROCESS_METRICS asks for them."""
import os

try:
    import psutil
except ImportError:  # most services do without
    psutil = None


def process_metrics() -> dict | None:
    if os.environ.get("PROCESS_METRICS", "0") != "1":
        return None
    if psutil is None:
        raise RuntimeError("PROCESS_METRICS=1 needs psutil in the image")
    process = psutil.Process()
    with process.oneshot():
        memory = process.memory_info()
        return {
            "rss": memory.rss,
            "vms": memory.vms,
            "threads": process.num_threads(),
            "descriptors": process.num_fds(),
        }
