from tests.test_app import test_app

test_app()
