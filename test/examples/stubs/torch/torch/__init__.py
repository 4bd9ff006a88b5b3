"""Stub of torch: enough for code that asks for a device and leaves the rest to transformers."""

from . import cuda

__version__ = "2.4.1"

float16, float32, int64 = "float16", "float32", "int64"


class device:  # noqa: N801
    def __init__(self, name="cpu"):
        self.type = str(name).split(":")[0]

    def __str__(self):
        return self.type


class no_grad:  # noqa: N801
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __call__(self, function):
        return function


inference_mode = no_grad


def set_num_threads(count):
    if count < 1:
        raise ValueError("at least one thread")
