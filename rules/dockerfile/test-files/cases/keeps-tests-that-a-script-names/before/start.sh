cp -r tests /srv/tests
python app.py
