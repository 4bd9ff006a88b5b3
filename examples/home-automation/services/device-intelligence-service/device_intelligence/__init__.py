"""Learns what is normal for each device and says when one is not."""
