def test_ready():
    assert True
