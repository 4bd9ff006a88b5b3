import boltons
from freezegun import freeze_time

import main
