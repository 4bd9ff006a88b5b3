import sentry_sdk

from .base import *

sentry_sdk.init()
