import sys

import numpy
from scipy.stats import *

print(zscore(numpy.loadtxt(sys.stdin)))
