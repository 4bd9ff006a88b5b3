import sys

import fsspec

fsspec.open(sys.argv[1])
