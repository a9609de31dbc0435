// Lists whose entries are dragged into another order; every entry has buttons for the same, and the form keeps the order of its fields.
const draggable = () => document.querySelectorAll("ol[data-drag]:not([data-ready])");
let dragged = null;

function readyDrag() {
  for (const list of draggable()) {
    list.dataset.ready = "1";
    for (const entry of list.children) entry.draggable = true;
  }
}

document.addEventListener("dragstart", (event) => {
  const entry = event.target.closest?.("ol[data-drag] > li");
  if (!entry) return;
  dragged = entry;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  entry.toggleAttribute("data-dragged", true);
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("ol[data-drag] > li");
  if (!dragged || event.target.closest?.("ol") !== dragged.parentElement) return;
  event.preventDefault();
  if (!over || over === dragged) return;
  const box = over.getBoundingClientRect();
  over.parentElement.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
});

document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });

document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.removeAttribute("data-dragged");
  const place = [...dragged.parentElement.children].indexOf(dragged) + 1;
  say("live", `${dragged.textContent.trim()}: ${place} of ${dragged.parentElement.children.length}`);
  dragged = null;
});

document.addEventListener("htmx:after:swap", readyDrag);
readyDrag();
