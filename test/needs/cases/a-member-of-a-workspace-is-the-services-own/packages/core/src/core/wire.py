import msgpack
