// Single keys press what carries them (`data-key`), where nobody is typing. Whoever does not want them turns them off;
// that is remembered in this browser.
const SETTING = "keys-off";
const keysShown = document.querySelector("[data-keys]");

function isTypedIn(element) {
  return element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function press(event) {
  if (event.defaultPrevented || event.altKey || event.metaKey || event.isComposing) return;
  const typing = isTypedIn(event.target);
  if (typing && event.key === "Escape") event.target.blur();
  const saves = event.key === "Enter" && event.ctrlKey && event.target.form;
  if (!saves && (typing || event.ctrlKey)) return;
  const key = saves ? "s" : event.key;
  const wanted = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  wanted.click();
}

if (keysShown) {
  const on = keysShown.querySelector("[data-keys-on]");
  on.checked = localStorage.getItem(SETTING) === null;
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, "1");
  });
  // Whoever types on while the next page loads means it for that page.
  let leaving = false;
  addEventListener("pagehide", () => { leaving = true; });
  document.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("keydown", (event) => { if (on.checked && !leaving) press(event); });
  keysShown.hidden = false;
}
