from dataclasses import dataclass
from enum import Enum

import requests


class Kind(Enum):
    NEW = 1


@dataclass
class Order:
    kind: Kind


print(requests.get("https://orders.example.com").json(), Order(Kind.NEW))
