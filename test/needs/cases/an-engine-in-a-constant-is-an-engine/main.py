from bs4 import BeautifulSoup
from pandas import read_excel

from constants import ENGINE, PARSER, SHEETS

frame = read_excel("in.xlsx", engine=SHEETS)
frame.to_parquet("out.parquet", engine=ENGINE)
BeautifulSoup("<p>", features=PARSER)
