// "My list" lasts across pages and tabs: findings, title and notes stay in this browser until it is told to forget them,
// and boxes show what it keeps, whatever the address says. Without scripts, or where nothing can be kept, all of it goes
// along in addresses.
const NAME = "scr-portal-list";
const ARRANGING = "scr-portal-arranging"; // in this tab: the list that is arranged next is one's own
const CODE = /^F\d{3,9}$/;
const BOXES = "input[type=checkbox][name=tick]";
const NOTE = "note-";
const NOTHING = { codes: [], title: "", notes: {} };
let isOwnUnsaved = false; // this page shows one's own list, as it was sent and not saved

const split = (codes) => codes.split(" ").filter((code) => CODE.test(code));
const isSame = (list, other) => JSON.stringify(tidy(list)) === JSON.stringify(tidy(other));

// In one order, with notes to what is on it alone.
function tidy({ codes, title, notes }) {
  const kept = codes.filter((code) => notes[code]);
  return { codes, title, notes: Object.fromEntries(kept.map((code) => [code, notes[code]])) };
}

function readList() {
  const kept = JSON.parse(localStorage.getItem(NAME) ?? "null");
  const { codes, title, notes } = Array.isArray(kept) ? { codes: kept } : (kept ?? {}); // once, codes alone were kept
  return tidy({ codes: (codes ?? []).filter((code) => CODE.test(code)), title: title ?? "", notes: notes ?? {} });
}

function keepList(list) {
  if (list.codes.length) localStorage.setItem(NAME, JSON.stringify(tidy(list)));
  else localStorage.removeItem(NAME);
  showList();
}

const without = (codes, fewer) => codes.filter((code) => !fewer.includes(code));
const addTo = (list, codes) => ({ ...list, codes: [...list.codes, ...without(codes, list.codes)] });
const takeFrom = (list, codes) => ({ ...list, codes: without(list.codes, codes) });

function joinLists(own, more) {
  return { codes: addTo(own, more.codes).codes, title: own.title || more.title, notes: { ...more.notes, ...own.notes } };
}

// As themes/explore/list_addresses.py spells it.
function spellList({ codes, title, notes }, name = "id") {
  const pairs = codes.map((code) => [name, code]);
  if (title) pairs.push(["title", title]);
  for (const code of codes) if (notes[code]) pairs.push([NOTE + code, notes[code]]);
  return pairs;
}

// Why a list of this many is not kept; nothing where it is.
function refuseTooMany({ codes }) {
  const longest = Number(document.querySelector("[data-my-list]").dataset.longestList);
  return codes.length > longest ? `A list holds at most ${longest} findings. Yours stays as it is: take some off first.` : "";
}

function sayBeside(part, words) {
  part.querySelector("[role=alert]")?.remove();
  if (!words) return;
  const said = Object.assign(document.createElement("p"), { className: "govuk-error-message", textContent: words });
  said.setAttribute("role", "alert");
  part.append(said);
}

function addFields(form, pairs) {
  form.prepend(...pairs.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value })));
}

// The list that this page shows, as its address has it; nothing where it shows none.
function readShown() {
  const part = document.querySelector("[data-list-here]");
  if (!part || part.dataset.listUnsaved !== undefined) return null;
  const fields = [...document.querySelectorAll("#arrange textarea")].filter((field) => field.name.startsWith(NOTE));
  return tidy({
    codes: split(part.dataset.listHere),
    title: document.querySelector("#arrange [name=title]").defaultValue,
    notes: Object.fromEntries(fields.map((field) => [field.name.slice(NOTE.length), field.defaultValue])),
  });
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  const notes = [...query].filter(([name]) => name.startsWith(NOTE)).map(([name, note]) => [name.slice(NOTE.length), note]);
  return { codes: query.getAll("id"), title: query.get("title") ?? "", notes: Object.fromEntries(notes) };
}

// With what is kept and asked for, and left out of the page: a finding that was withdrawn, and the note to it.
function joinLeftOut(shown) {
  const own = readList();
  const asked = readAddress().codes;
  const left = without(own.codes, shown.codes).filter((code) => asked.includes(code));
  return { ...addTo(shown, left), notes: { ...tidy({ ...own, codes: left }).notes, ...shown.notes } };
}

function takeOver(shown) {
  const list = joinLeftOut(shown);
  if (!refuseTooMany(list)) keepList(list);
}

function showList() {
  const list = readList();
  const link = document.querySelector("[data-my-list]");
  link.hidden = !list.codes.length;
  link.href = `${new URL(link.href).pathname}?${new URLSearchParams(spellList(list))}`;
  link.querySelector("[data-my-list-count]").textContent = list.codes.length;

  // A box stands for all that must be read together.
  const boxes = [...document.querySelectorAll(BOXES)];
  for (const box of boxes) box.checked = split(box.dataset.codes).some((code) => list.codes.includes(code));
  const elsewhere = without(list.codes, boxes.flatMap((box) => split(box.dataset.codes)));
  const form = document.getElementById("list");
  if (form) {
    for (const field of form.querySelectorAll("input[type=hidden][name=tick]")) field.remove();
    addFields(form, elsewhere.map((code) => ["tick", code]));
  }
  for (const words of document.querySelectorAll("[data-list-elsewhere]")) {
    words.hidden = !elsewhere.length;
    words.textContent = `Ticked on other pages: ${elsewhere.join(", ")}.`;
  }
  const part = document.querySelector("[data-list-here]");
  if (part) showKept(part, list);
  for (const adding of document.querySelectorAll("[data-add-to-list]")) {
    const fold = adding.querySelector("details");
    if (fold) fold.hidden = list.codes.length > 0;
  }
}

function showKept(part, own) {
  const shown = readShown();
  const [keep, add, forget] = part.querySelectorAll("button");
  const isOwn = shown !== null && own.codes.length > 0 && isSame(own, joinLeftOut(shown));
  const isCut = isOwn && own.codes.length > shown.codes.length;
  const status = part.querySelector("[role=status]");
  status.textContent = "";
  if (isOwn) status.textContent = `This browser keeps this list for you${isCut ? ", with what was left out here" : ""}.`;
  else if (shown && own.codes.length) status.textContent = "You are looking at another list. Your own is still kept in this browser.";
  keep.textContent = own.codes.length ? "Replace my list with this one" : "Keep this as my list in this browser";
  keep.hidden = (isOwn && !isCut) || !shown?.codes.length;
  const more = shown ? without(shown.codes, own.codes).length : 0;
  add.hidden = !own.codes.length || !more;
  if (more < shown?.codes.length) add.textContent = `Add the ${more === 1 ? "one" : more} that my list lacks`;
  else add.textContent = `Add ${more === 1 ? "this one" : `these ${more}`} to my list`;
  forget.hidden = !own.codes.length;
  part.hidden = [keep, add, forget].every((button) => button.hidden);
}

function onChange({ target }) {
  if (!target.matches(BOXES)) return;
  const codes = split(target.dataset.codes);
  const list = target.checked ? addTo(readList(), codes) : takeFrom(readList(), codes);
  const refusal = target.checked ? refuseTooMany(list) : "";
  if (refusal) target.checked = false;
  else keepList(list);
  sayBeside(target.closest(".portal-pick").parentElement, refusal);
}

function onClick(event) {
  const { target } = event;
  if (target.closest("[data-my-list]")) openMyList(event);
  const part = target.closest("[data-list-here]");
  if (!part) return;
  const [keep, add, forget] = part.querySelectorAll("button");
  if (target === keep || target === add) {
    const own = readList();
    const list = target === keep ? readShown() : joinLists(own, readShown());
    const refusal = refuseTooMany(list);
    if (!refusal) keepList(list);
    if (refusal || target === add) {
      part.querySelector("[role=status]").textContent = refusal || `${list.codes.length - own.codes.length} added to the list that this browser keeps for you.`;
    }
  }
  if (target === forget) {
    keepList(NOTHING);
    part.hidden = false;
    part.querySelector("[role=status]").textContent = "This browser has forgotten your list.";
  }
  if (target.hidden) part.querySelector("button:not([hidden])")?.focus();
}

// Instead of what was pressed. A list that no address holds is sent: the answer says what to shorten.
function openMyList(event) {
  event.preventDefault();
  const link = document.querySelector("[data-my-list]");
  if (link.pathname.length + link.search.length <= Number(link.dataset.longestAddress)) {
    location.assign(link.href);
    return;
  }
  const form = Object.assign(document.createElement("form"), { method: "post", action: new URL("arranged/", link.href) });
  addFields(form, spellList(readList()));
  document.body.append(form);
  sessionStorage.setItem(ARRANGING, "");
  form.submit();
}

function onSubmit(event) {
  const { target, submitter } = event;
  if (target.dataset.addToList !== undefined) addFinding(event, split(target.dataset.addToList));
  // The whole list, with its title and notes, which go along in no other address.
  if (submitter?.name === "list" && readList().codes.length) openMyList(event);
  if (target.matches("#arrange")) rememberArranging(submitter); // its own fields are named "id"
}

// Where nothing is kept yet, the form goes its way, with the list that somebody may have typed into it.
function addFinding(event, codes) {
  const own = readList();
  const list = addTo(own, codes);
  const refusal = list.codes.length > own.codes.length ? refuseTooMany(list) : "";
  sayBeside(event.target, refusal);
  if (refusal) {
    event.preventDefault();
    return;
  }
  keepList(list);
  if (own.codes.length) openMyList(event);
}

// One's own list goes on being one's own when it is arranged; that of somebody else stays theirs.
function rememberArranging(button) {
  const shown = readShown();
  const own = readList();
  sessionStorage.removeItem(ARRANGING);
  if (!(shown ? isSame(own, joinLeftOut(shown)) : isOwnUnsaved)) return;
  const left = without(own.codes, split(document.querySelector("[data-list-here]").dataset.listHere));
  addFields(document.getElementById("arrange"), left.map((code) => ["id", code]));
  const isLast = button?.value.startsWith("remove-") && document.querySelectorAll("#arrange > ol > li").length === 1;
  if (shown && isLast && !left.length) keepList(NOTHING);
  else sessionStorage.setItem(ARRANGING, button?.value ?? "");
}

// The answer is the next page of ours, and was asked for by one of ours: what was typed, or led to from elsewhere, is not.
function endArranging() {
  const pressed = sessionStorage.getItem(ARRANGING);
  sessionStorage.removeItem(ARRANGING);
  if (pressed === null || !document.referrer.startsWith(`${location.origin}/`)) return;
  isOwnUnsaved = document.querySelector("[data-list-unsaved]") !== null;
  const shown = readShown();
  if (shown) takeOver(shown);
  // Once the browser has gone to the entry, which takes the focus away.
  if (!isOwnUnsaved) addEventListener("pageshow", () => focusAgain(pressed), { once: true });
}

// The same button again, or the one beside it where the entry can go no further.
function focusAgain(pressed) {
  const [step, code] = pressed.split("-");
  const entry = document.getElementById(step === "remove" ? location.hash.slice(1) : (code ?? ""));
  const button = entry?.querySelector(`[value="${pressed}"]`) ?? entry?.querySelector("button");
  button?.focus({ preventScroll: step !== "remove" });
}

// What the browser keeps need not stand in addresses, where notes would go along with whatever is shared.
function cleanLinks() {
  for (const link of document.querySelectorAll('a[href*="tick="]')) {
    const address = new URL(link.href);
    for (const name of [...address.searchParams.keys()]) {
      if (["tick", "title"].includes(name) || name.startsWith(NOTE)) address.searchParams.delete(name);
    }
    link.href = `${address.pathname}${address.search}${address.hash}`; // printed pages say the address of what leads elsewhere
  }
  for (const fields of document.querySelectorAll("[data-goes-along]")) fields.remove();
}

// Called again when filters have put another list into the page. What is listened to is listened to once, however often
// it is said.
export function startMyList() {
  const shown = readShown();
  // What must be read with the rest has joined it.
  if (shown && isSame(readList(), readAddress())) takeOver(shown);
  showList();
  cleanLinks();
  endArranging();
  document.addEventListener("change", onChange);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  addEventListener("pageshow", showList);
  addEventListener("storage", showList);
}
