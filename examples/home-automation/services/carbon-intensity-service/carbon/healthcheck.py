"""Exit status for docker: 0 while the service answers."""
import json
import os
import sys
import urllib.request


def main() -> int:
    port = os.environ.get("PORT", "8010")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return 0 if json.load(answer)["version"] else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
