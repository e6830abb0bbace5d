// Help with the wording of a finding, fetched anew when somebody pauses in typing. It is sent in the body of a request,
// so that no address and no log holds it. Focus stays where it is; what changed is told in a few words.
const PAUSE = 900; // milliseconds

function helpWith(section) {
  const text = document.getElementById("id_text");
  const shown = section.querySelector("[data-writing-help-shown]");
  const said = section.querySelector("[data-writing-help-said]");
  let waiting = 0;
  let asked = 0;

  async function ask() {
    const number = ++asked;
    const body = new FormData();
    body.set("text", text.value);
    body.set("finding", section.dataset.finding);
    if ("joins" in section.dataset) body.set("joins", "1");
    body.set("csrfmiddlewaretoken", text.form.elements.csrfmiddlewaretoken.value);
    let help = "";
    try {
      const answer = await fetch(section.dataset.writingHelp, { method: "POST", body, redirect: "error" });
      help = answer.ok ? await answer.text() : "";
    } catch {
      help = "";
    }
    if (number !== asked || !help) return; // there is a newer question, or the button will have to do
    const made = new DOMParser().parseFromString(help, "text/html");
    shown.replaceChildren(...made.body.childNodes);
    const remarks = shown.querySelectorAll(".advice > li").length;
    const count = shown.querySelector("[data-writing-help-count]").textContent;
    said.textContent = `${count} ${remarks === 1 ? "1 remark" : `${remarks} remarks`} on the wording.`;
  }

  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

for (const section of document.querySelectorAll("[data-writing-help]")) {
  if (document.getElementById("id_text")) helpWith(section);
}

// What is wrong is read out first.
document.querySelector("[data-focus]")?.focus();
