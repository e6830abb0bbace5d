// What was typed and not saved is not lost without a word: the browser asks before the page is left. A form with
// `data-keeps`, on itself or on something in it, also stands in this tab's own storage until it is sent, and is offered
// again; no other tab can read it.
let typed = document.querySelector("[data-unsaved]") !== null;

function isTyped(field) {
  const kinds = ["text", "textarea", "url", "number", "date"];
  return Boolean(field.name) && kinds.includes(field.type) && field.form?.method === "post";
}

document.addEventListener("input", (event) => { typed ||= isTyped(event.target); });
document.addEventListener("submit", (event) => { if (event.target.method === "post") typed = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// Whoever signs out leaves nothing behind for whoever sits down next.
document.getElementById("logout-form")?.addEventListener("submit", () => sessionStorage.clear());

function keep(mark) {
  const form = mark.closest("form");
  const name = `typed-${mark.dataset.keeps}`;
  const offer = form.querySelector("[data-kept]");
  const fields = [...form.elements].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type));
  const read = () => fields.map((field) => [field.name, field.value, field.checked]);
  const kept = JSON.parse(sessionStorage.getItem(name) || "null");

  form.addEventListener("input", () => {
    if (!typed) return;
    if (offer) offer.hidden = true; // there is newer
    sessionStorage.setItem(name, JSON.stringify(read()));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(name));
  if (!kept || !offer || document.querySelector("[data-unsaved]")) return;

  offer.querySelector("[data-kept-words]").textContent = kept
    .filter(([, value]) => value.includes(" ")).map(([, value]) => value).join(" … ").slice(0, 200);
  offer.hidden = false;
  offer.querySelector("[data-put-back]").addEventListener("click", () => {
    for (const [field, value, checked] of kept) {
      const same = fields.filter((each) => each.name === field);
      const tick = same.find((each) => each.type === "radio" || each.type === "checkbox" ? each.value === value : true);
      if (!tick) continue;
      if (tick.type === "radio" || tick.type === "checkbox") tick.checked = checked;
      else tick.value = value;
    }
    typed = true;
    offer.hidden = true;
    form.querySelector("textarea")?.focus();
  });
  offer.querySelector("[data-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(name);
    offer.hidden = true;
  });
}

document.querySelectorAll("[data-keeps]").forEach(keep);
