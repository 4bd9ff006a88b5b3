import os

import xgboost

PARAMETERS = {"tree_method": os.environ.get("TREE_METHOD", "gpu_hist")}
print(xgboost.XGBClassifier(**PARAMETERS))
