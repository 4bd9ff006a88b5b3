from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import boltons
else:
    import msgpack

import requests
