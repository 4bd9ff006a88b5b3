import pytest
import requests


@pytest.mark.asyncio
async def test_one():
    assert requests
