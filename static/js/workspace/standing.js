// How far a document was read, looked at again until it is done. What stands there is replaced only when it changes,
// so that a screen reader says it once.

const BETWEEN = 2000; // milliseconds

function watch(place) {
  let shown = "";
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.standing, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return; // signed out, or gone: the link beside it says so
      const text = await answer.text();
      const now = new DOMParser().parseFromString(text, "text/html").body;
      if (text !== shown) place.replaceChildren(...now.childNodes);
      shown = text;
    } catch {
      // The network is away: it may come back.
    }
    next();
  };
  const next = () => {
    if (place.querySelector("[data-goes-on]")) setTimeout(look, BETWEEN);
  };
  next();
}

document.querySelectorAll("[data-standing]").forEach(watch);
