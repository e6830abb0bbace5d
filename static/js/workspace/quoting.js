// Words that are selected on the picture of a page or in its text go to the box for the quotation, by a button above the
// page or one beside the selection. Whatever stood in the box comes back with the browser's own "undo".

// On the picture letters lie only nearly over their print, so whole words are meant.
function takeWholeWords(range) {
  const [first, last] = [range.startContainer, range.endContainer].map((node) => node.parentElement?.closest("tspan"));
  if (first && first.textContent.slice(0, range.startOffset).trim() !== first.textContent.trim()) range.setStartBefore(first);
  if (last && range.endOffset > 0) range.setEndAfter(last);
}

function readWords(place, selection) {
  const range = selection.getRangeAt(0).cloneRange();
  if (place.dataset.pageWords === "whole") takeWholeWords(range);
  const copy = range.cloneContents();
  copy.querySelectorAll(".portal-page-text__by, details, title, p").forEach((ours) => ours.remove());
  return copy.textContent.replace(/[^\S\n]*\n\s*/g, "\n").replace(/[^\S\n]+/g, " ").trim();
}

function quoteSelected(places, offer, beside) {
  const box = document.getElementById("id_words");
  const said = offer.querySelector("[role=status]");
  const field = document.getElementById("words-to-select");
  let selected = "";
  let pressed = false;

  function show(selection) {
    const lines = [...selection.getRangeAt(0).getClientRects()].filter((line) => line.width > 0);
    const line = lines.at(-1);
    if (!line) return;
    beside.hidden = false;
    const page = beside.offsetParent.getBoundingClientRect();
    const left = Math.min(line.right - page.left, page.width - beside.offsetWidth);
    beside.style.left = `${Math.max(0, left)}px`;
    beside.style.top = `${line.bottom - page.top + 4}px`;
  }

  function look() {
    // A press on a button may take the selection away: what was selected last counts.
    if (document.activeElement === field) {
      selected = field.value.slice(field.selectionStart, field.selectionEnd) || selected;
      return;
    }
    const selection = getSelection();
    const place = places.find((each) => each.contains(selection.anchorNode) && each.contains(selection.focusNode));
    const words = place && !selection.isCollapsed ? readWords(place, selection) : "";
    selected = words || selected;
    if (words && !pressed) show(selection);
    else beside.hidden = true;
  }

  function quote() {
    if (!selected.trim()) {
      said.textContent = "Select words of the page first.";
      return;
    }
    beside.hidden = true;
    box.focus();
    box.select();
    if (!document.execCommand("insertText", false, selected.trim())) box.value = selected.trim();
    said.textContent = "The words are in the box for the quotation now.";
  }

  document.addEventListener("selectionchange", look);
  field.addEventListener("select", look);
  // While somebody is still selecting, nothing stands in the way.
  document.addEventListener("pointerdown", (event) => { pressed = !beside.contains(event.target); });
  document.addEventListener("pointerup", () => { pressed = false; setTimeout(look); });
  document.addEventListener("pointercancel", () => { pressed = false; });
  beside.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  beside.addEventListener("click", quote);
  offer.querySelector("button").addEventListener("click", quote);
  offer.hidden = false;
}

const places = [...document.querySelectorAll("[data-page-words]")];
const quoteOffer = document.querySelector("[data-quote-selected]");
const quoteBeside = document.querySelector("[data-quote-beside]");
if (quoteOffer && quoteBeside) quoteSelected(places, quoteOffer, quoteBeside);
