"""Readings of the electricity meter, per circuit where the meter knows circuits."""
