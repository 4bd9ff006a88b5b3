import duckdb
import polars

print(duckdb.sql("select 1").df())
print(polars.read_csv("in.csv").to_pandas())
