import xgboost

booster = xgboost.Booster(model_file="model.json")
print(booster)
