import pandas as pd
import pyarrow as pa
import pytest


class FakeInflux:
    """Answers queries from a list of rows, in the mode that is asked for."""

    def __init__(self, rows=()):
        self.rows = list(rows)
        self.queries = []
        self.written = []

    def query(self, sql, language="sql", mode="all"):
        self.queries.append(sql)
        if mode == "pandas":
            return pd.DataFrame(self.rows)
        return pa.Table.from_pylist(self.rows)

    def write(self, frame, **options):
        self.written.append((frame, options))


@pytest.fixture
def influx():
    return FakeInflux
