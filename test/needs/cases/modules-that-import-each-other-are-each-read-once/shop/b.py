import msgpack

from . import a
