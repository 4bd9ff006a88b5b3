import pandas as pd
from bs4 import BeautifulSoup

BeautifulSoup("<p>", "html5lib")
with pd.ExcelWriter("out.xlsx", engine="xlsxwriter") as writer:
    pd.DataFrame({"a": [1]}).to_excel(writer)
pd.read_hdf("in.h5")
