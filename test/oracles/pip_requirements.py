"""What pip itself reads in requirements files.

Runs inside a virtual environment with pip 26. Reads one path a line on stdin and prints one JSON object a line:

    {"path", "error": str | null, "lines": [{"line", "kind", ...}]}

`error` is set when pip cannot even split the file (an encoding). Each line is read on its own, so that one
that pip refuses does not hide the others; files that it includes are not followed. Kinds:
`requirement` (name, specifiers, extras, marker, url), `local` (url, extras, marker, name, editable), `option`, `refused`
(reason), and `path` for what pip would install if there were such a folder, which it looks up on the disk.
Every line has its `text` (joined, comment off) and, unless refused early, `options` (destination: value).
A marker comes with `holds`: whether it does in each of ENVIRONMENTS, or null where pip refuses to say.
"""

import json
import logging
import os
import sys
import warnings

from pip._internal.cli import cmdoptions
from pip._internal.exceptions import PipError
from pip._internal.req import constructors, req_file
from pip._internal.req.req_file import OptionParsingError, ParsedLine
from pip._vendor.packaging.requirements import InvalidRequirement

# Variables of this machine must not fill in `${NAME}`.
os.environ.clear()

ENVIRONMENTS = [
    {
        "python_version": "3.11", "python_full_version": "3.11.7", "os_name": "posix", "sys_platform": "linux",
        "platform_release": "6.1.0-18-amd64", "platform_system": "Linux", "platform_version": "#1 SMP", "platform_machine": "x86_64",
        "platform_python_implementation": "CPython", "implementation_name": "cpython", "implementation_version": "3.11.7", "extra": "test",
    },
    {
        "python_version": "2.7", "python_full_version": "2.7.18", "os_name": "nt", "sys_platform": "win32",
        "platform_release": "10", "platform_system": "Windows", "platform_version": "10.0.1", "platform_machine": "AMD64",
        "platform_python_implementation": "PyPy", "implementation_name": "pypy", "implementation_version": "7.3.13", "extra": "",
    },
    {
        "python_version": "3.14", "python_full_version": "3.14.0rc1+", "os_name": "posix", "sys_platform": "darwin",
        "platform_release": "23.1.0", "platform_system": "Darwin", "platform_version": "Darwin 23", "platform_machine": "arm64",
        "platform_python_implementation": "CPython", "implementation_name": "cpython", "implementation_version": "3.14.0rc1", "extra": "dev",
    },
]

DESTINATIONS = [
    "index_url", "extra_index_urls", "no_index", "constraints", "requirements", "editables", "find_links",
    "prefer_binary", "require_hashes", "no_require_hashes", "pre", "trusted_hosts", "features_enabled", "hashes", "config_settings",
]


def options_of(opts):
    found = {}
    for name in DESTINATIONS:
        value = getattr(opts, name, None)
        if value:
            found[name] = value
    control = getattr(opts, "format_control", None)
    if control is not None and (control.no_binary or control.only_binary):
        found["no_binary"] = sorted(control.no_binary)
        found["only_binary"] = sorted(control.only_binary)
    release = getattr(opts, "release_control", None)
    if release is not None and (release.all_releases or release.only_final):
        found["all_releases"] = sorted(release.all_releases)
        found["only_final"] = sorted(release.only_final)
    return found


def holds(marker, environment):
    try:
        return marker.evaluate(environment)
    except (ValueError, KeyError):
        return None


def requirement_of(parsed):
    ireq = constructors.install_req_from_parsed_requirement(parsed)
    marker = None
    if ireq.markers is not None:
        marker = {"text": str(ireq.markers), "holds": [holds(ireq.markers, one) for one in ENVIRONMENTS]}
    if ireq.link is not None and (ireq.req is None or ireq.req.url is None):
        return {
            "kind": "local",
            "name": ireq.req.name if ireq.req is not None else None,
            "extras": sorted(ireq.extras),
            "marker": marker,
            "editable": ireq.editable,
            "url": ireq.link.url,
        }
    return {
        "kind": "requirement",
        "name": ireq.req.name,
        "specifiers": sorted(str(one) for one in ireq.req.specifier),
        "extras": sorted(ireq.req.extras),
        "marker": marker,
        "url": ireq.req.url,
    }


def names_url(text):
    try:
        constructors._parse_direct_url_editable(text)
        return True
    except ValueError:
        return "://" in text


def read_line(parse_line, path, number, text):
    result = {"line": number, "text": text}
    # pip shares this default between lines, so that a feature named once would show on every later line.
    cmdoptions.use_new_feature.keywords["default"] = []
    try:
        args, opts = parse_line(text)
    except (OptionParsingError, PipError) as error:
        return {**result, "kind": "refused", "reason": str(getattr(error, "msg", error))}
    result["options"] = options_of(opts)
    line = ParsedLine(path, number, args, opts, False)
    if line.requirement is None:
        return {**result, "kind": "option"}
    try:
        return {**result, **requirement_of(req_file.handle_requirement_line(line))}
    except (PipError, InvalidRequirement, ValueError) as error:
        reason = str(error)
        dotted = line.requirement.startswith(".") and isinstance(error, PipError)
        path_like = dotted or "looks like a path" in reason or "is not installable" in reason or (
            line.is_editable and "is not a valid editable requirement" in reason and not names_url(line.requirement)
        )
        return {**result, "kind": "path" if path_like else "refused", "reason": reason}


def read_file(path):
    try:
        with open(path, "rb") as file:
            content = req_file._decode_req_file(file.read(), path)
    except (UnicodeDecodeError, LookupError) as error:
        return {"path": path, "error": str(error), "lines": []}
    parse_line = req_file.get_line_parser(None)
    lines = [read_line(parse_line, path, number, text) for number, text in req_file.preprocess(content)]
    return {"path": path, "error": None, "lines": lines}


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    # Folders and archives are looked up from here, where there are none.
    os.chdir("/")
    for line in sys.stdin:
        path = line.rstrip("\n")
        if path:
            print(json.dumps(read_file(path)), flush=True)


if __name__ == "__main__":
    main()
