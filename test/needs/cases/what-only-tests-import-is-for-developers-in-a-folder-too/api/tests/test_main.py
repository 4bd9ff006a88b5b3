import boltons
