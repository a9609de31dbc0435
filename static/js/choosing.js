// The keys and clicks of the searchable choices in choose.js.
const comboOf = (event) => event.target.closest?.("[data-combo]");

document.addEventListener("input", (event) => { if (comboOf(event)) suggest(comboOf(event)); });

// The search field is no part of the form: what it holds between choices changes nothing.
document.addEventListener("change", (event) => { if (comboOf(event)) event.stopPropagation(); }, true);

document.addEventListener("keydown", (event) => {
  const box = comboOf(event);
  if (!box || event.target.getAttribute("role") !== "combobox") return;
  const [, field, list] = box.children, all = [...list.children], at = all.indexOf(pointed(box));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) suggest(box);
    point(box, event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (pointed(box)) take(box, pointed(box).dataset.value);
    else if (field.value.trim()) settleCombo(box);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    shut(box);
  } else if (event.key === "Backspace" && !field.value && manyIn(heldBy(box))) put(box, chosenIn(heldBy(box)).slice(0, -1));
});

document.addEventListener("click", (event) => {
  const box = comboOf(event);
  if (!box) return;
  const option = event.target.closest("[role=option]"), drop = event.target.closest("[data-drop]");
  if (drop) put(box, chosenIn(heldBy(box)).filter((value) => value !== drop.dataset.drop));
  else if (option) take(box, option.dataset.value);
  else if (event.target === box.children[1] && box.children[2].hidden) suggest(box);
  box.children[1].focus();
});

document.addEventListener("focusin", (event) => { if (comboOf(event) && event.target.getAttribute("role") === "combobox") event.target.select(); });
document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-combo] [role=option]")) event.preventDefault(); });

document.addEventListener("focusout", (event) => {
  const box = comboOf(event);
  if (box && event.target.getAttribute("role") === "combobox" && !box.contains(event.relatedTarget)) settleCombo(box);
});

function readyCombos() {
  for (const box of combos(document)) {
    if (!box.children.length) furnish(box);
    reflect(box);
  }
}
document.addEventListener("htmx:after:swap", readyCombos);
readyCombos();
