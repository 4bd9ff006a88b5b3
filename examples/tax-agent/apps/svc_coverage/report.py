"""Coverage of all clients of a firm, as a table and as Markdown for the weekly mail."""

import pandas as pd

from .policy import Policy


def table(policy: Policy, clients: list[dict]) -> pd.DataFrame:
    rows = []
    for client in clients:
        gaps = [gap for gap in policy.gaps(client["facts"]) if gap.applies and not gap.met]
        rows.append(
            {
                "client": client["name"],
                "tax_year": client["tax_year"],
                "score": policy.score(client["facts"]),
                "missing": ", ".join(gap.item.id for gap in gaps),
            }
        )
    frame = pd.DataFrame(rows, columns=["client", "tax_year", "score", "missing"])
    return frame.sort_values(["score", "client"], ignore_index=True)


def by_year(frame: pd.DataFrame) -> pd.DataFrame:
    grouped = frame.groupby("tax_year")["score"]
    return pd.DataFrame(
        {
            "clients": grouped.size(),
            "mean": grouped.mean().round(3),
            "complete": grouped.apply(lambda scores: int((scores == 1.0).sum())),
        }
    ).reset_index()


def weekly(frame: pd.DataFrame, worst: int = 10) -> str:
    if frame.empty:
        return "No clients yet."
    parts = [
        "## By year",
        by_year(frame).to_markdown(index=False),
        "",
        "## Least complete",
        frame.head(worst).to_markdown(index=False, floatfmt=".0%"),
    ]
    return "\n".join(parts)
