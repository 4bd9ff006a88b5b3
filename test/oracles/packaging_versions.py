"""What packaging answers: reads {"versions": [...], "specifiers": [...]} and prints the same as tables.

`satisfies[i][j]` is whether version j is in specifier set i (null for a set that packaging refuses);
`order[i][j]` is -1, 0 or 1.
"""

import json
import sys

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version


def row(specifiers, versions):
    try:
        wanted = SpecifierSet(specifiers)
    except InvalidSpecifier:
        return None
    return [wanted.contains(version, prereleases=True) for version in versions]


def main():
    asked = json.load(sys.stdin)
    versions = [Version(one) for one in asked["versions"]]
    satisfies = [row(one, asked["versions"]) for one in asked["specifiers"]]
    order = [[(a > b) - (a < b) for b in versions] for a in versions]
    print(json.dumps({"satisfies": satisfies, "order": order}))


if __name__ == "__main__":
    main()
