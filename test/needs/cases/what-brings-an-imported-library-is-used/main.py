import certifi
import numpy as np
