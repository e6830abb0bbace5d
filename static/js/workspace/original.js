// An article in hand: a link to a line of the original opens it where it is closed.
const original = document.getElementById("original");

function show() {
  const line = /^#line-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (original && line) {
    original.open = true;
    line.scrollIntoView({ block: "nearest" });
  }
}

if (original) {
  addEventListener("hashchange", show);
  show();
}
