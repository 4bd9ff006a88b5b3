"""Staff of a firm in its Active Directory."""

import ldap
import ldap.filter

from libs.observability.logs import get_logger

log = get_logger(__name__)
ATTRIBUTES = ["mail", "displayName", "memberOf"]


class DirectoryDown(Exception):
    pass


def group_names(values: list[bytes]) -> set[str]:
    """CN=Tax Reviewers,OU=Groups,DC=firm -> Tax Reviewers"""
    return {value.decode().split(",", 1)[0].removeprefix("CN=") for value in values}


class Directory:
    def __init__(self, url: str, base: str, connect=ldap.initialize):
        self.url = url
        self.base = base
        self.connect = connect

    def login(self, account: str, password: str) -> dict | None:
        """None when the password is wrong. An empty one is wrong too: LDAP would bind anonymously."""
        if not password:
            return None
        connection = self.connect(self.url)
        connection.set_option(ldap.OPT_NETWORK_TIMEOUT, 5)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        try:
            connection.simple_bind_s(account, password)
            name = ldap.filter.escape_filter_chars(account)
            found = connection.search_s(self.base, ldap.SCOPE_SUBTREE, f"(userPrincipalName={name})", ATTRIBUTES)
        except ldap.INVALID_CREDENTIALS:
            return None
        except ldap.LDAPError as error:
            log.warning("directory failed", url=self.url, error=str(error))
            raise DirectoryDown(self.url) from error
        finally:
            connection.unbind_s()
        entries = [values for dn, values in found if dn]
        if len(entries) != 1:
            return None
        (values,) = entries
        return {
            "mail": values["mail"][0].decode(),
            "name": values["displayName"][0].decode(),
            "groups": sorted(group_names(values.get("memberOf", []))),
        }
