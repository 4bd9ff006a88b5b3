from tools.words import STOP


def test_words():
    assert STOP
