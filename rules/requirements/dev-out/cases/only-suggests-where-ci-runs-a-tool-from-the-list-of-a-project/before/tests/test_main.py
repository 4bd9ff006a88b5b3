import pytest


@pytest.mark.asyncio
def test_app():
    assert True
