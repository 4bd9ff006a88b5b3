import xgboost

model = xgboost.XGBClassifier(tree_method="hist", device="cuda")
print(model)
