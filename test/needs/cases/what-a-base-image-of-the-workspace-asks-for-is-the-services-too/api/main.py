import msgpack
import requests
