"""Help for whoever words a finding: advice in plain sentences, never a lock. Pure functions of the words."""
