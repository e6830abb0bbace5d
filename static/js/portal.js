// Improves pages that are complete without it. Nothing here is needed to read, filter, print or leave.
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { ExitThisPage } from "govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

import { startCopyList } from "./copy_list.js";
import { startFilters } from "./filters.js";
import { startMyList } from "./my_list.js";
import { startSuggestions } from "./suggestions.js";

// GOV.UK Frontend sets these with an inline script, which our content security policy forbids.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

for (const Component of [ExitThisPage, SkipLink, ErrorSummary]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(element);
    } catch (error) {
      // One component that cannot start must not stop the others: exit above all.
      console.error(error);
    }
  }
}

function keepMyList() {
  try {
    startMyList();
  } catch (error) {
    console.info("This browser keeps no list.", error.name); // storage may be switched off: ticks still go along
  }
}
keepMyList();
startFilters(keepMyList);
startSuggestions();
startCopyList();

// A button that prints is only of use where scripts run, so it is in the page but hidden until now.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Copying needs a page that came over https, or this machine's own.
if (navigator.clipboard) {
  for (const part of document.querySelectorAll("[data-copy]")) {
    const status = part.querySelector("[role=status]");
    part.hidden = false;
    part.querySelector("button").addEventListener("click", async () => {
      const text = document.getElementById(part.dataset.copy).textContent.trim();
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = "Copied.";
      } catch (error) {
        status.textContent = "Your browser did not let us copy. Please select the text and copy it.";
      }
    });
  }
}

// What stands open on a wide screen, in a browser whose styles cannot open it.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 64em)").matches) {
  for (const fold of document.querySelectorAll("details[data-open-where-wide]")) fold.open = true;
}

// What is ticked on a list goes along with links to lists, too: pages and filters are buttons of the same form.
const make = document.querySelector("button[name=list][formaction]");
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!make || !link || ![location.pathname, new URL(make.formAction).pathname].includes(link.pathname) || link.hash) return;
  const address = new URL(link.href);
  address.searchParams.delete("tick");
  const ticked = [...document.querySelectorAll("[name=tick]")].filter((box) => box.checked || box.type === "hidden");
  if (ticked.length) {
    address.searchParams.set("tick", ticked.map((box) => box.value).join(" "));
    // A link that says "along" does not hold them.
    const said = document.querySelectorAll("#list [data-goes-along] :is([name=title], [name^=note-])");
    for (const { name, value } of said) address.searchParams.set(name, value);
  }
  link.href = `${address.pathname}${address.search}`; // printed pages say the address of what leads elsewhere
});
