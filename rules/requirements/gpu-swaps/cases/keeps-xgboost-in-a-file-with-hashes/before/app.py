import xgboost

print(xgboost.Booster(model_file="model.json"))
