"""pip of a folder under this Python, if need be with the markers of another one.

    python closures_pip.py SITE-PACKAGES MARKERS-JSON|- install …

pip judges markers by the Python that runs it, whatever --python-version says (pypa/pip#11664). With the markers given it
does what it would do in the image.
"""
import json
import sys

site, markers = sys.argv[1:3]
sys.argv = ['pip', *sys.argv[3:]]
sys.path.insert(0, site)

if markers != '-':
    from pip._vendor.packaging import markers as module

    real = module.default_environment
    given = json.loads(markers)
    module.default_environment = lambda: {**real(), **given}

from pip._internal.cli.main import main

sys.exit(main())
