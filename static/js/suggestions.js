// Offers what the collection holds while somebody types a search. The list comes once, when a field is first used, and is
// looked through here: what is typed is sent nowhere and kept nowhere. Without it, the field is a field.
//
// A combobox as the ARIA practices have it, and no <datalist>: browsers show none where `autocomplete` is off, as it must
// be here, do not enlarge it with the page, and some screen readers do not read it.
const MOST = 7;
const LEAST = 2; // letters

const split = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const hasAll = (words, begun) => begun.every((part) => words.some((word) => word.startsWith(part)));
let reading;

async function readOffered(address) {
  const response = await fetch(address);
  const kinds = Object.entries(await response.json());
  return kinds.flatMap(([kind, rows]) =>
    rows.map(([text, url, ...names]) => ({ kind, text, url, words: split(text), all: split([text, ...names].join(" ")) })),
  );
}

// Those whose own words begin as typed before those that are only also called so.
function choose(offered, typed) {
  const begun = split(typed);
  if (begun.join("").length < LEAST) return [];
  const fitting = offered.filter(({ all }) => hasAll(all, begun));
  const own = fitting.filter(({ words }) => hasAll(words, begun));
  return [...own, ...fitting.filter((each) => !own.includes(each))].slice(0, MOST);
}

function build(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function startField(field) {
  const name = `${field.id}-suggestions`;
  const list = build("ul", { id: name, class: "portal-suggest", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const status = build("span", { class: "govuk-visually-hidden", role: "status" });
  field.form.append(list, status);
  for (const [key, value] of Object.entries({ role: "combobox", autocomplete: "list", controls: name, expanded: "false" })) {
    field.setAttribute(key === "role" ? key : `aria-${key}`, value);
  }
  let shown = [];
  let active = -1;

  function mark(place) {
    active = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", number === active));
    if (active < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function show(offers) {
    shown = offers;
    list.replaceChildren(
      ...offers.map(({ kind, text }, number) =>
        build("li", { id: `${name}-${number}`, role: "option" }, text, " ", build("span", { class: "portal-suggest__kind" }, kind)),
      ),
    );
    list.hidden = !offers.length;
    field.setAttribute("aria-expanded", !list.hidden);
    status.textContent = offers.length ? `${offers.length} suggestion${offers.length > 1 ? "s" : ""}` : "";
    mark(-1);
  }

  function open({ url }) {
    show([]); // a browser may keep this page as it is now, and come back to it
    location.assign(url);
  }

  async function suggest() {
    const offered = (await reading) ?? [];
    if (document.activeElement !== field) return;
    show(choose(offered, field.value));
  }

  const keys = {
    ArrowDown: () => mark(active + 1 < shown.length ? active + 1 : -1),
    ArrowUp: () => mark(active < 0 ? shown.length - 1 : active - 1),
    Escape: () => show([]),
    Enter: () => open(shown[active]),
  };
  const inField = ["ArrowLeft", "ArrowRight", "Home", "End"]; // they move among what was typed, where Enter searches
  field.addEventListener("focus", () => {
    reading ??= readOffered(field.dataset.suggest).catch(() => {
      reading = undefined;
      return [];
    });
  });
  field.addEventListener("input", suggest);
  field.addEventListener("blur", () => show([]));
  field.addEventListener("keydown", (event) => {
    if (inField.includes(event.key)) mark(-1);
    if (event.isComposing || !shown.length || !keys[event.key] || (event.key === "Enter" && active < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const place = [...list.children].indexOf(target.closest("li"));
    if (place >= 0) open(shown[place]);
  });
}

export function startSuggestions() {
  for (const field of document.querySelectorAll("input[data-suggest]")) startField(field);
}
