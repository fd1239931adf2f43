"""What a message may ask for by a trained classifier (decisions 37, 38); see `reading`."""
