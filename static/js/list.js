// The list: cells that are changed where they stand.
// Cells: arrows move, Enter or a double click opens, Enter saves, Esc leaves, Tab saves and opens the next.
const cells = () => $("pick")?.dataset.editable === "1" ? [...document.querySelectorAll("#list td[data-f]")] : [];
let next = null;

function readyCells() {
  const all = cells();
  for (const cell of all) if (!cell.hasAttribute("tabindex")) cell.tabIndex = -1;
  if (all.length && !all.some((cell) => cell.tabIndex === 0)) all[0].tabIndex = 0;
}

const address = (cell) => `${$("pick").dataset.base ?? "/contacts"}/${cell.closest("tr").id.slice(2)}/fields/${cell.dataset.f}?place=list`;
function open(cell) {
  if (cell && !cell.querySelector("form")) htmx.ajax("GET", address(cell), { target: cell, swap: "outerHTML" });
}

const holderOf = (form) => form.closest("td, dd");
const stay = (form) => holderOf(form).tagName === "TD" ? place(holderOf(form)) : { id: `e-${holderOf(form).dataset.f}` };
function leave(form) {
  next = stay(form);
  form.dataset.left = "1";
  htmx.ajax("GET", form.dataset.inline, { target: holderOf(form), swap: "outerHTML" });
}

const place = (cell, step = 0) => {
  const all = cells(), at = all.indexOf(cell) + step, to = all[at];
  return to ? { row: to.closest("tr").id, key: to.dataset.f, open: step !== 0 } : null;
};

function goNext() {
  if (!next) return;
  const wanted = next;
  next = null;
  const cell = wanted.id ? $(wanted.id) : document.querySelector(`#${wanted.row} td[data-f="${wanted.key}"]`);
  if (!cell || cell.querySelector("form")) return;
  if (!wanted.id) { for (const other of cells()) other.tabIndex = -1; cell.tabIndex = 0; }
  cell.focus();
  if (wanted.open) open(cell);
}

document.addEventListener("dblclick", (event) => {
  const cell = event.target.closest("#list td[data-f]");
  if (cell && cells().includes(cell)) { event.preventDefault(); getSelection()?.removeAllRanges(); open(cell); }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-inline]");
  if (form) {
    const cell = form.closest("td");
    if (event.key === "Escape") { event.preventDefault(); leave(form); }
    else if (event.key === "Enter" && event.target.tagName === "SELECT") { event.preventDefault(); next = stay(form); form.requestSubmit(); }
    else if (event.key === "Enter" && event.target.tagName === "INPUT") next = stay(form);
    else if (event.key === "Tab" && cell && !event.target.closest("a, button, [type=checkbox]")) { event.preventDefault(); next = place(cell, event.shiftKey ? -1 : 1); form.requestSubmit(); }
    return;
  }
  const cell = event.target.closest?.("#list td[data-f]");
  if (!cell || event.target !== cell) {
    if (event.key.toLowerCase() === "x" && document.body.dataset.keys === "1" && !event.ctrlKey && !event.metaKey) {
      const row = event.target.closest?.("#list tbody tr"), box = row?.querySelector("input[name=id]");
      if (box && event.target.tagName !== "INPUT") pick([box], !box.checked);
    }
    return;
  }
  const row = [...cell.parentElement.querySelectorAll("td[data-f]")], column = row.indexOf(cell);
  const beside = (tr) => tr?.querySelectorAll("td[data-f]")[column];
  const to = { ArrowRight: row[column + 1], ArrowLeft: row[column - 1], ArrowDown: beside(cell.parentElement.nextElementSibling), ArrowUp: beside(cell.parentElement.previousElementSibling) }[event.key];
  if (to) { event.preventDefault(); cell.tabIndex = -1; to.tabIndex = 0; to.focus(); }
  else if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); open(cell); }
  else if (event.key === " ") { event.preventDefault(); const box = cell.parentElement.querySelector("input[name=id]"); pick([box], !box.checked); }
  else if (event.key.toLowerCase() === "x" && document.body.dataset.keys === "1") { const box = cell.parentElement.querySelector("input[name=id]"); pick([box], !box.checked); }
});

// Leaving a field saves what was changed in it, and closes it when nothing was.
document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form[data-inline]");
  if (!form || form.dataset.left || form.contains(event.relatedTarget)) return;
  setTimeout(() => {
    if (!form.isConnected || form.dataset.left || form.contains(document.activeElement) || form.getAttribute("aria-busy") === "true") return;
    const typed = new FormData(form).getAll("value").filter(Boolean).join("; ");
    if (typed !== form.elements.shown.value.replaceAll("\r\n", "\n") && !form.querySelector("[role=alert]")) { form.dataset.left = "1"; form.requestSubmit(); }
    else if (!form.querySelector("[role=alert]")) leave(form);
  }, 120);
});

function refresh() { showPicked(); readyCells(); goNext(); }
document.addEventListener("htmx:after:swap", refresh);
refresh();
