from libs.security.network import client_address, is_allowed, parse_networks


def test_the_last_foreign_hop_counts():
    assert client_address("10.0.0.3", "198.51.100.7, 203.0.113.9, 10.1.2.3") == "203.0.113.9"


def test_a_foreign_peer_cannot_forge_its_address():
    assert client_address("203.0.113.50", "127.0.0.1") == "203.0.113.50"


def test_rubbish_is_not_allowed():
    assert not is_allowed("localhost", parse_networks(["127.0.0.0/8"]))
