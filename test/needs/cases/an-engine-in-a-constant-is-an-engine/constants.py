ENGINE = "fastparquet"
PARSER = "lxml"
SHEETS = "calamine"
