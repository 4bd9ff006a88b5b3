. ./.env
python app.py
