"""The citation desk in the workspace: the queue, one quotation beside its pages, and several with a preview."""
