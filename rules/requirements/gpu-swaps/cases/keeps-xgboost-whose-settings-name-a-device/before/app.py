import yaml
import xgboost

print(xgboost.train(yaml.safe_load(open("settings.yaml")), xgboost.DMatrix("data")))
