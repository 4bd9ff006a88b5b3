"""Home Assistant events in, MQTT and batches out."""
