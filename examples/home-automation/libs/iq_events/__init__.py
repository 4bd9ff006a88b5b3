"""Event bus of the home: `open_bus(url)` gives a publisher for the scheme of the URL."""
from .bus import Event, MemoryBus, open_bus

__all__ = ["Event", "MemoryBus", "open_bus"]
