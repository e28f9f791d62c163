"""The Desk: the training page around the chart."""
