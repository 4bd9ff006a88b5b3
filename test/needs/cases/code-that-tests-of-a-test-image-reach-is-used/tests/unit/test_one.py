def test_one(respx_mock, names):
    assert names
