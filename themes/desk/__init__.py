"""The citation desk: quotations that want a decision, and the decisions."""
