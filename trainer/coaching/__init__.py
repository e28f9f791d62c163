"""Words the learner reads: refusals, liquidation explained, coach sentences."""
