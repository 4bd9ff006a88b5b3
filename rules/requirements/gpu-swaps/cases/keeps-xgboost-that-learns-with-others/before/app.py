import xgboost

print(xgboost.Booster(model_file="model.json"))

import xgboost.federated

xgboost.federated.run_federated_server(2, 9091)
