"""The tags of wheels that fit, the best first, as packaging.tags has them.

Reads a list of `[python, arch, kind, version of the C library]` from standard input; writes a list of tags for each.
"""

import json
import sys

from packaging import _manylinux, _musllinux, tags


def supported(python, arch, kind, version):
    major, minor = (int(part) for part in python.split("."))
    libc = tuple(int(part) for part in version.split("."))
    _manylinux._get_glibc_version = lambda: libc if kind == "glibc" else (-1, -1)
    _manylinux._have_compatible_abi = lambda *_: kind == "glibc"
    _manylinux._get_manylinux_module = lambda: None
    _musllinux._get_musl_version = lambda *_: _musllinux._MuslVersion(*libc) if kind == "musl" else None
    tags.sysconfig.get_platform = lambda: "linux-" + arch
    tags._get_config_var = lambda name, warn=False: {"WITH_PYMALLOC": 1, "Py_UNICODE_SIZE": 4}.get(name)
    platforms = list(tags._linux_platforms(is_32bit=False))
    interpreter = "cp%d%d" % (major, minor)
    found = list(tags.cpython_tags((major, minor), platforms=platforms))
    return [str(tag) for tag in found + list(tags.compatible_tags((major, minor), interpreter, platforms))]


json.dump([supported(*one) for one in json.load(sys.stdin)], sys.stdout)
