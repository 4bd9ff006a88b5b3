import sys

import pandas

frame = pandas.read_csv(sys.argv[1])
for number, row in frame.iterrows():
    print(number, row)
