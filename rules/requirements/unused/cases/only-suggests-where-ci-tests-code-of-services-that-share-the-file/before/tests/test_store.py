from core.store import stored


def test_stored():
    assert stored is not None
