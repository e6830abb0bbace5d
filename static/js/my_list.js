// "My list" lasts across pages and tabs: the numbers of what is ticked stay in this browser until it is told to forget
// them. They are sent only by opening a list. Without scripts, or where nothing can be kept, ticks go along in addresses.
const NAME = "scr-portal-list";
const CODE = /^F\d{3,6}$/;

function readList() {
  const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
  return Array.isArray(kept) ? kept.filter((code) => CODE.test(code)) : [];
}

function showCount(codes) {
  const link = document.querySelector("[data-my-list]");
  link.hidden = !codes.length;
  link.href = `${link.pathname}?${codes.map((code) => `id=${code}`).join("&")}`;
  link.querySelector("[data-my-list-count]").textContent = codes.length;
}

function keepList(codes) {
  if (codes.length) localStorage.setItem(NAME, JSON.stringify(codes));
  else localStorage.removeItem(NAME);
  showCount(codes);
}

// A box stands for all that must be read together; the list brings the others by itself.
const listCodes = (box) => box.dataset.codes.split(" ");

function showTicks(boxes, codes) {
  for (const box of boxes) box.checked = listCodes(box).some((code) => codes.includes(code));
}

function offerToKeep(part) {
  const codes = part.dataset.listHere.split(" ");
  const [keep, forget] = part.querySelectorAll("button");
  const status = part.querySelector("[role=status]");
  const show = () => {
    const kept = readList();
    const isKept = kept.length === codes.length && codes.every((code) => kept.includes(code));
    if (isKept) keepList(codes); // in the order of this page
    status.textContent = isKept ? "This browser keeps this list for you." : "";
    keep.hidden = isKept;
    forget.hidden = !kept.length;
  };
  keep.addEventListener("click", () => { keepList(codes); show(); });
  forget.addEventListener("click", () => { keepList([]); show(); status.textContent = "This browser has forgotten your list."; });
  part.hidden = false;
  show();
}

const findBoxes = () => [...document.querySelectorAll("input[type=checkbox][name=tick]")];

// Another tab, or a page that the browser kept, may have been left with another list.
function refresh() {
  showCount(readList());
  showTicks(findBoxes(), readList());
}

// Called again when filters have put another list into the page.
export function startMyList() {
  const boxes = findBoxes();
  const along = [...document.querySelectorAll("input[type=hidden][name=tick]")].map((input) => input.value);
  const kept = readList();
  const ticked = [...along, ...boxes.filter((box) => box.defaultChecked).map((box) => box.value)];
  const codes = [...new Set([...kept, ...ticked])];
  keepList(codes);
  showTicks(boxes, codes);
  addEventListener("pageshow", refresh); // the same function is heard once, however often it is added
  addEventListener("storage", refresh);

  // What is ticked on other pages goes along with this page's form, as it does without scripts.
  const form = document.getElementById("list");
  const shown = boxes.flatMap(listCodes);
  if (form) {
    for (const code of codes.filter((one) => !shown.includes(one) && !along.includes(one))) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "tick", value: code }));
    }
  }

  for (const box of boxes) {
    box.addEventListener("change", () => {
      const others = readList().filter((code) => !listCodes(box).includes(code));
      keepList(box.checked ? [...others, box.value] : others);
    });
  }
  for (const link of document.querySelectorAll("[data-list-remove]")) {
    link.addEventListener("click", () => {
      const removed = link.dataset.listRemove.split(" ");
      keepList(readList().filter((code) => !removed.includes(code)));
    });
  }
  for (const part of document.querySelectorAll("[data-list-here]")) offerToKeep(part);
}
