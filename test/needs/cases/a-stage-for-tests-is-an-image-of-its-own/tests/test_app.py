import responses

from app import __main__
