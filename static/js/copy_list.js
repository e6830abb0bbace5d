// A list for Word: formatted where the browser can put that on the clipboard, else as text.
export function startCopyList() {
  const button = document.querySelector("[data-copy-list]");
  if (!button) return;
  const status = document.querySelector("[data-copy-list-status]");
  const text = document.getElementById("list-text");
  button.hidden = false;

  async function copyFormatted() {
    const parts = { "text/html": document.getElementById("list-for-word").innerHTML, "text/plain": text.value };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return "Copied. Paste it into Word or a mail.";
  }

  async function copyText() {
    await navigator.clipboard.writeText(text.value);
    return "Copied as plain text. Paste it into Word or a mail.";
  }

  // Pages that came over http have no clipboard, and some browsers ask first.
  function selectText() {
    text.closest("details").open = true;
    text.focus();
    text.select();
    return "Your browser did not let us copy. The text is selected: please copy it.";
  }

  button.addEventListener("click", async () => {
    for (const copy of [copyFormatted, copyText, selectText]) {
      try {
        status.textContent = await copy();
        return;
      } catch {
        // The next way takes less.
      }
    }
  });
}
