"""Words and their forms, clauses, courtesies, talk: English with no task in it yet."""
