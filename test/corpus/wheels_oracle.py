"""What a wheel holds, by Python's own zipfile: `{"bytes": …, "files": …, "python": …, "names": …}`.

With `--bytecode`, what this Python compiles its `.py` files to: a row `[bytes of .py, bytes of .pyc]` for each that compiles.
"""

import json
import marshal
import sys
import warnings
import zipfile

# importlib/_bootstrap_external.py: magic number and mtime, then the size (3.3) and flags (3.7, PEP 552).
HEADER = 16 if sys.version_info >= (3, 7) else 12 if sys.version_info >= (3, 3) else 8


def contents(archive):
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    return {
        "bytes": sum(info.file_size for info in infos),
        "files": len(infos),
        "python": sum(info.file_size for info in infos if info.filename.endswith(".py")),
        "names": len({info.filename for info in infos}),
    }


def bytecode(archive):
    folder = "/usr/local/lib/python%d.%d/site-packages/" % sys.version_info[:2]
    rows = []
    for info in archive.infolist():
        if not info.filename.endswith(".py"):
            continue
        try:
            code = compile(archive.read(info), folder + info.filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
            continue
        rows.append([info.file_size, HEADER + len(marshal.dumps(code))])
    return rows


warnings.simplefilter("ignore")
archive = zipfile.ZipFile(sys.argv[1])
json.dump(bytecode(archive) if "--bytecode" in sys.argv[2:] else contents(archive), sys.stdout)
