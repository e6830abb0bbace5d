// Words that are selected in the text of a page go to the box for the quotation. Whatever stood there comes back with
// the browser's own "undo".

function quoteSelected(words, offer) {
  const box = document.getElementById("id_words");
  const said = offer.querySelector("[role=status]");
  const field = words.querySelector("textarea");
  let selected = "";

  function look() {
    // A press on the button may take the selection away: what was selected last counts.
    if (document.activeElement === field) {
      selected = field.value.slice(field.selectionStart, field.selectionEnd) || selected;
      return;
    }
    const selection = getSelection();
    if (selection.isCollapsed || !words.contains(selection.anchorNode) || !words.contains(selection.focusNode)) return;
    const copy = selection.getRangeAt(0).cloneContents();
    copy.querySelectorAll(".portal-page-text__by, details").forEach((ours) => ours.remove());
    selected = copy.textContent || selected;
  }

  document.addEventListener("selectionchange", look);
  field.addEventListener("select", look);
  offer.querySelector("button").addEventListener("click", () => {
    if (!selected.trim()) {
      said.textContent = "Select words in the text of the page first.";
      return;
    }
    box.focus();
    box.select();
    if (!document.execCommand("insertText", false, selected.trim())) box.value = selected.trim();
    said.textContent = "The words are in the box for the quotation now.";
  });
  offer.hidden = false;
}

const pageWords = document.querySelector("[data-page-words]");
const quoteOffer = document.querySelector("[data-quote-selected]");
if (pageWords && quoteOffer) quoteSelected(pageWords, quoteOffer);
