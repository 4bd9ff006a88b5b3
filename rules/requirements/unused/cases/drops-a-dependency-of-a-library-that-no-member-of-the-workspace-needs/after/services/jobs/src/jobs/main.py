import requests
from common import Order

print(Order(**requests.get("https://example.org/order", timeout=5).json()))
