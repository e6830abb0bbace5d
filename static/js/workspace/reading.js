// What was read, by keyboard: arrows move between rows or cells; r, p and n answer. Nothing is saved until the button.

const ANSWERS = { r: "read", p: "partly_read", n: "not_yet" };

function rowKeys(form) {
  const rows = [...form.querySelectorAll("[data-row]")];
  form.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = target.closest("[data-row]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      const next = rows[rows.indexOf(row) + step];
      const radio = next && (next.querySelector("input:checked") || next.querySelector("input[type=radio]"));
      event.preventDefault(); // else the browser would change this row's answer
      if (radio) radio.focus();
    }
    const answer = ANSWERS[key.toLowerCase()];
    const radio = answer && row.querySelector(`input[type=radio][value=${answer}]`);
    if (radio) {
      event.preventDefault();
      radio.checked = true;
      radio.focus();
    }
  });
}

function cellKeys(table) {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
  const links = rows.flat().filter(Boolean);
  // One stop for the tab key; the arrows do the rest.
  const stop = (link) => links.forEach((each) => { each.tabIndex = each === link ? 0 : -1; });
  stop(rows[1]?.[0] || links[0]);
  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    const y = rows.findIndex((row) => row.includes(event.target));
    if (!step || y < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = rows[y + step[0]]?.[rows[y].indexOf(event.target) + step[1]];
    if (next) {
      stop(next);
      next.focus();
    }
  });
}

document.querySelectorAll("[data-reading]").forEach(rowKeys);
document.querySelectorAll("[data-grid]").forEach(cellKeys);
if (document.querySelector("[data-reading], [data-grid]")) {
  document.querySelectorAll(".js-only").forEach((hint) => { hint.hidden = false; });
}
