// Names for what Django's own scripts make without one: the boxes of an autocomplete, and a select filter's hint.

const labelOf = (select) => select.labels?.[0]?.textContent.trim().replace(/:$/, "") ?? "";

function nameAutocompletes() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const made = select.nextElementSibling;
    if (!made?.classList.contains("select2")) continue;
    for (const box of made.querySelectorAll(".select2-selection__rendered, .select2-search__field")) {
      box.setAttribute("aria-label", labelOf(select));
    }
  }
}

function nameHints() {
  for (const hint of document.querySelectorAll(".help-tooltip.search-label-icon")) hint.setAttribute("role", "img");
}

// After Django's own, which make the boxes when the page is ready and the hints when it is loaded.
window.django?.jQuery?.(nameAutocompletes);
document.addEventListener("formset:added", nameAutocompletes);
addEventListener("load", nameHints);
