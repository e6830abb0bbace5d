// Filters beside a list apply as they are chosen, and nothing takes the focus: the list that the server makes of them is
// put into the page, and the address follows. The form's button stays, and does the same without a script.
const PARTS = ["list-head", "list-first", "list-beside", "list-rest", "list-notes", "listed"];
const WAIT = 300; // milliseconds, for the next choice

export function startFilters(afterChange) {
  const filters = document.querySelector(".portal-filters--beside");
  if (!filters) return;
  // They stand open where there is room, also in a browser that cannot show the content of what is closed.
  if (matchMedia("(min-width: 64em)").matches) filters.open = true;

  const form = filters.querySelector("form");
  const status = Object.assign(document.createElement("p"), { className: "govuk-visually-hidden" });
  status.setAttribute("role", "status");
  form.before(status);
  let shown = location.href.split("#")[0];
  let waiting = 0;
  let asked = 0;

  const isTick = (field) => field.name === "tick";

  function replaceParts(page) {
    const focused = document.activeElement.id;
    for (const id of PARTS) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
    }
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
    for (const part of [".portal-filters__name span", ".portal-filters__actions a"]) {
      filters.querySelector(part).replaceWith(page.querySelector(`.portal-filters--beside ${part}`));
    }
    for (const label of form.querySelectorAll("label[for]")) {
      const fresh = page.querySelector(`#list label[for="${label.htmlFor}"] .portal-count`);
      if (fresh) label.querySelector(".portal-count").replaceWith(fresh);
    }
    const names = page.querySelectorAll(".portal-filters--beside summary.portal-facet__name");
    for (const [place, name] of form.querySelectorAll("summary.portal-facet__name").entries()) {
      if (names[place]) name.textContent = names[place].textContent;
    }
    for (const old of form.querySelectorAll("input[type=hidden][name=tick]")) old.remove();
    for (const fresh of page.querySelectorAll("#list input[type=hidden][name=tick]")) form.append(fresh);
  }

  // The list at this address, if nothing else was asked for meanwhile. What is no list is opened as any page is: other
  // words lead elsewhere, and errors speak for themselves.
  async function read(address) {
    const mine = (asked += 1);
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return [];
    const isList = response.ok && new URL(response.url).pathname === location.pathname && page.getElementById("listed");
    if (!isList) location.assign(response.url);
    return isList ? [page, response.url] : [];
  }

  function show(page) {
    shown = location.href.split("#")[0];
    document.title = page.title;
    replaceParts(page);
    // What this page was opened with, for browsers that keep it as it is now.
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      const fresh = page.getElementById(box.id);
      if (fresh && !isTick(box)) box.defaultChecked = fresh.defaultChecked;
    }
    afterChange();
    status.textContent = document.querySelector("h1").textContent;
  }

  async function apply() {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    const [page, url] = await read(address);
    if (!page) return;
    history.pushState(null, "", url);
    show(page);
  }

  // Back and forward show what the address says, filters included.
  async function goBack() {
    if (location.href.split("#")[0] === shown) return;
    const [page] = await read(location.href);
    if (!page) return;
    const fresh = page.getElementById("list").cloneNode(true);
    fresh.querySelector("noscript").remove(); // its field is a field here, for that page was read without scripts
    show(page);
    form.replaceChildren(...fresh.childNodes);
    afterChange();
  }

  document.addEventListener("change", ({ target }) => {
    if (target.form !== form || isTick(target) || target.name === "q") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => apply().catch(() => form.submit()), WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked += 1;
  });

  addEventListener("popstate", () => goBack().catch(() => location.reload()));
  // A page that the browser kept may hold choices that were changed on it and never applied.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    for (const box of form.elements) if (box.type === "checkbox" && !isTick(box)) box.checked = box.defaultChecked;
  });
}
