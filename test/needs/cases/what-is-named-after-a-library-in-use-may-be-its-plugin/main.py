import zz_base
