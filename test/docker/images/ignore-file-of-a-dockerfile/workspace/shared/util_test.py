assert 2
