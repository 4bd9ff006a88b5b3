import os


def tally():
    from psycopg_pool import ConnectionPool

    with ConnectionPool(os.environ["TALLY_DSN"]) as pool, pool.connection() as connection:
        return connection.execute("select count(*) from ballots").fetchone()


print(tally())
