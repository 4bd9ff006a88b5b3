import requests
from protos.v1 import orders
