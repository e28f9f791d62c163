"""Indicators of the chart: one small file each, found by the registry."""
