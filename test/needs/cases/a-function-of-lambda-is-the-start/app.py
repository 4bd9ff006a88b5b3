import requests


def handler(event, context):
    return requests.get(event["url"]).status_code
