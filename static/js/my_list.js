// "My list" lasts across pages and tabs: the numbers of what is ticked stay in this browser until it is told to forget
// them, and boxes show what it keeps, whatever the address says. Without scripts, or where nothing can be kept, ticks go
// along in addresses.
const NAME = "scr-portal-list";
const CODE = /^F\d{3,6}$/;
const BOXES = "input[type=checkbox][name=tick]";

const split = (codes) => codes.split(" ").filter((code) => CODE.test(code));
const isSame = (codes, others) => codes.length === others.length && codes.every((code) => others.includes(code));

function readList() {
  const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
  return Array.isArray(kept) ? kept.filter((code) => CODE.test(code)) : [];
}

function keepList(codes) {
  if (codes.length) localStorage.setItem(NAME, JSON.stringify(codes));
  else localStorage.removeItem(NAME);
  showList();
}

const addTo = (codes, more) => [...codes, ...more.filter((code) => !codes.includes(code))];
const takeFrom = (codes, fewer) => codes.filter((code) => !fewer.includes(code));

// A hidden field for each code, which goes along with the form.
function addFields(form, name, codes) {
  form.prepend(...codes.map((value) => Object.assign(document.createElement("input"), { type: "hidden", name, value })));
}

function showList() {
  const codes = readList();
  const link = document.querySelector("[data-my-list]");
  link.hidden = !codes.length;
  link.href = `${link.pathname}?${codes.map((code) => `id=${code}`).join("&")}`;
  link.querySelector("[data-my-list-count]").textContent = codes.length;

  // A box stands for all that must be read together.
  const boxes = [...document.querySelectorAll(BOXES)];
  for (const box of boxes) box.checked = split(box.dataset.codes).some((code) => codes.includes(code));
  const form = document.getElementById("list");
  if (form) {
    for (const field of form.querySelectorAll("input[type=hidden][name=tick]")) field.remove();
    addFields(form, "tick", takeFrom(codes, boxes.flatMap((box) => split(box.dataset.codes))));
  }
  for (const part of document.querySelectorAll("[data-list-here]")) showKept(part, codes);
  for (const adding of document.querySelectorAll("[data-add-to-list]")) adding.querySelector("details").hidden = codes.length > 0;
}

function showKept(part, kept) {
  const here = split(part.dataset.listHere);
  const [keep, forget] = part.querySelectorAll("button");
  const isKept = kept.length > 0 && isSame(kept, here);
  part.querySelector("[role=status]").textContent = isKept ? "This browser keeps this list for you." : "";
  keep.textContent = kept.length ? "Replace my list with this one" : "Keep this as my list in this browser";
  keep.hidden = isKept || !here.length;
  forget.hidden = !kept.length;
  part.hidden = keep.hidden && forget.hidden;
}

function onChange({ target }) {
  if (!target.matches(BOXES)) return;
  const codes = split(target.dataset.codes);
  keepList(target.checked ? addTo(readList(), codes) : takeFrom(readList(), codes));
}

function onClick({ target }) {
  const part = document.querySelector("[data-list-here]");
  const removing = target.closest("[data-list-remove]");
  // On a list that somebody else made, one's own stays as it is.
  if (removing && part && isSame(readList(), split(part.dataset.listHere))) {
    keepList(takeFrom(readList(), split(removing.dataset.listRemove)));
  }
  if (part && target === part.querySelector("[data-keep]")) keepList(split(part.dataset.listHere));
  if (part && target === part.querySelector("[data-forget]")) {
    keepList([]);
    part.hidden = false;
    part.querySelector("[role=status]").textContent = "This browser has forgotten your list.";
  }
}

function onSubmit({ target }) {
  const codes = target.dataset.addToList;
  if (codes === undefined) return;
  addFields(target, "id", takeFrom(readList(), split(codes)));
  keepList(addTo(readList(), split(codes)));
}

// Called again when filters have put another list into the page. What is listened to is listened to once, however often
// it is said.
export function startMyList() {
  const part = document.querySelector("[data-list-here]");
  const gone = part ? split(part.dataset.listGone) : [];
  if (part && isSame(readList(), split(part.dataset.listHere))) keepList(split(part.dataset.listHere)); // in its order
  keepList(takeFrom(readList(), gone));
  document.addEventListener("change", onChange);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  addEventListener("pageshow", showList);
  addEventListener("storage", showList);
}
