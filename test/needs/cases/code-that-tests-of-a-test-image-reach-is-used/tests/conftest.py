import pytest
from faker import Faker


@pytest.fixture
def names():
    return Faker()
