import acme.http
from acme import wire
