from __future__ import annotations

import pandas as pd
from pydantic import BaseModel


class Frame(BaseModel, arbitrary_types_allowed=True):
    rows: pd.DataFrame
