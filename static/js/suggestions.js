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
    mark(-1);
  }

  async function suggest() {
    const offered = await reading;
    if (document.activeElement !== field) return;
    show(choose(offered, field.value));
    status.textContent = shown.length ? `${shown.length} suggestion${shown.length > 1 ? "s" : ""}` : "";
  }

  const keys = {
    ArrowDown: () => mark(active + 1 < shown.length ? active + 1 : -1),
    ArrowUp: () => mark(active < 0 ? shown.length - 1 : active - 1),
    Escape: () => show([]),
    Enter: () => active >= 0 && location.assign(shown[active].url),
  };
  field.addEventListener("focus", () => {
    reading ??= readOffered(field.dataset.suggest).catch(() => []);
  });
  field.addEventListener("input", suggest);
  field.addEventListener("blur", () => show([]));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !shown.length || !keys[event.key] || (event.key === "Enter" && active < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const place = [...list.children].indexOf(target.closest("li"));
    if (place >= 0) location.assign(shown[place].url);
  });
}

export function startSuggestions() {
  for (const field of document.querySelectorAll("input[data-suggest]")) startField(field);
}
