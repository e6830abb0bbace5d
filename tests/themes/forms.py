"""Forms of the workspace, sent back as a browser would."""


def form_data(response) -> dict:
    """What a browser would send back for the form of an admin's change page, unchanged."""
    context = response.context
    data = {}
    forms = [
        context["adminform"].form,
        *(inline.formset.management_form for inline in context["inline_admin_formsets"]),
    ]
    forms += [form for inline in context["inline_admin_formsets"] for form in inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None:
                data[field.html_name] = value if isinstance(value, list | tuple) else str(value)
    return {name: value for name, value in data.items() if value != "False"}


def seen(client, address: str) -> dict:
    """What a form at this address sends back to say from which state it was filled in."""
    return {"seen": form_data(client.get(address))["seen"]}
