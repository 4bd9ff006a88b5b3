import requests

def broken(:
    return = 1 +

import msgpack
