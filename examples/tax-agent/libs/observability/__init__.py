from libs.observability.setup import instrument

__all__ = ["instrument"]
