import boltons


def test_it(page):
    assert boltons
