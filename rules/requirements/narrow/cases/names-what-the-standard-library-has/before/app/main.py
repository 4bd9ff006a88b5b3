import sys

import numpy as np

values = [float(line) for line in sys.stdin]
print(np.mean(values), np.median(values))
