from datetime import datetime, timedelta, timezone

from retention.archive import Archive
from retention.materialized_views import VIEWS, MaterializedViews
from retention.policies import Action, Policy
from retention.storage_analytics import StorageAnalytics

START = datetime(2025, 1, 30, tzinfo=timezone.utc)


def days(count, step):
    return [{"day": START + timedelta(days=i), "rows": 100 + i * step} for i in range(count)]


def test_growth_has_a_trend(influx):
    growth = StorageAnalytics(influx(days(4, 50)), "/").growth("weather")
    assert growth.rows == 700
    assert growth.per_day == 175.0
    assert growth.trend == 0.8


def test_growth_of_nothing(influx):
    assert StorageAnalytics(influx(), "/").growth("weather").rows == 0


def test_a_view_leaves_the_open_bucket_alone(influx):
    client = influx(
        {"bucket": START + timedelta(hours=i), "circuit": "oven", "mean": 1.23456 * i, "peak": 9.0, "samples": 4}
        for i in range(3)
    )
    written = MaterializedViews(client).refresh(VIEWS[0], START + timedelta(hours=3))
    frame, options = client.written[0]
    assert written == 2
    assert list(frame["mean"]) == [0.0, 1.235]
    assert options["data_frame_tag_columns"] == ["circuit"]


def test_the_archive_splits_by_month_and_reads_back(influx, tmp_path):
    rows = [{"time": START + timedelta(days=i), "power_w": float(i)} for i in range(4)]
    client = influx(rows)
    archive = Archive(client, tmp_path.as_uri())
    (tmp_path / "smart_meter" / "2025").mkdir(parents=True)
    done = archive.apply(Policy("smart_meter", timedelta(days=30), Action.ARCHIVE), START + timedelta(days=60))
    assert [url.rsplit("/", 1)[1] for url in done["files"]] == ["01.parquet", "02.parquet"]
    assert list(archive.read(done["files"][1])["power_w"]) == [2.0, 3.0]
    assert client.queries[-1].startswith("DELETE FROM smart_meter")
