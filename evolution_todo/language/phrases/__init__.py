"""Messages that no rule reads as an order: a phrase alone, lines, a reason; see `reading`."""
