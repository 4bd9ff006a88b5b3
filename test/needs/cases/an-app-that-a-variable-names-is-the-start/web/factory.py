import requests
from flask import Flask


def create():
    return Flask(__name__)
