"""Stub of python-ldap: constants, errors, and a connection that finds no server."""

from . import filter  # noqa: A004

OPT_NETWORK_TIMEOUT, OPT_REFERRALS, OPT_X_TLS_REQUIRE_CERT, OPT_X_TLS_DEMAND = 0x5005, 8, 0x6006, 2
SCOPE_BASE, SCOPE_ONELEVEL, SCOPE_SUBTREE = 0, 1, 2


class LDAPError(Exception):
    pass


class INVALID_CREDENTIALS(LDAPError):  # noqa: N801
    pass


class SERVER_DOWN(LDAPError):  # noqa: N801
    pass


class Connection:
    def __init__(self, uri):
        self.uri = uri
        self.options = {}

    def set_option(self, option, value):
        self.options[option] = value

    def simple_bind_s(self, who="", cred=""):
        raise SERVER_DOWN({"desc": "Can't contact LDAP server"})

    def search_s(self, base, scope, filterstr="(objectClass=*)", attrlist=None):
        raise SERVER_DOWN({"desc": "Can't contact LDAP server"})

    def unbind_s(self):
        pass


def initialize(uri):
    return Connection(uri)
