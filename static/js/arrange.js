// Rows of a table that are put in another order by dragging; every row also has buttons that move it.
let held = null;

function placed(table) { return [...table.querySelectorAll("tr[data-place]")].map((row) => row.dataset.place); }

for (const table of document.querySelectorAll("table[data-arrange]")) {
  for (const row of table.querySelectorAll("tr[data-place]")) if (!row.dataset.place.startsWith("f")) row.draggable = true;
  table.dataset.was = placed(table).join();
}

document.addEventListener("dragstart", (event) => {
  const row = event.target.closest?.("table[data-arrange] tr[draggable]");
  if (!row) return;
  held = row;
  row.classList.add("c-held");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.dataset.place);
});

document.addEventListener("dragover", (event) => {
  const over = held && event.target.closest?.("tr[data-place]");
  if (!over || over.closest("table") !== held.closest("table")) return;
  event.preventDefault();
  if (over === held) return;
  const box = over.getBoundingClientRect(), below = over.dataset.place.startsWith("f") || event.clientY > box.top + box.height / 2;
  over[below ? "after" : "before"](held);
});

document.addEventListener("drop", (event) => { if (held && event.target.closest?.("table[data-arrange]")) event.preventDefault(); });

document.addEventListener("dragend", () => {
  if (!held) return;
  const table = held.closest("table"), form = document.getElementById(table.dataset.arrange);
  held.classList.remove("c-held");
  held = null;
  if (placed(table).join() === table.dataset.was) return;
  for (const place of placed(table)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "field", value: place });
    form.append(input);
  }
  form.requestSubmit();
});
