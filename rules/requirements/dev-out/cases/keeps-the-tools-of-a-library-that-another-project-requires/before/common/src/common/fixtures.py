import pytest

from common import Order


@pytest.fixture
def order() -> Order:
    return Order(number=1)
