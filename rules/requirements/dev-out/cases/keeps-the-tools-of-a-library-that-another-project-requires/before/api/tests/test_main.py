from common.fixtures import order


def test_order(order) -> None:
    assert order.number == 1
