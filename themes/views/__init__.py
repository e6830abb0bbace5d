"""Public pages. A view chooses a queryset and a template; what stands on a page is named in its docstring."""
