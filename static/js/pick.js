// Choosing records in a list: rows, ranges, pages, or all that match; what is out of sight by another filter is never chosen.
const list = () => $("list");
const view = () => list()?.dataset.view ?? "";
const kept = () => `picked:${location.pathname}?${view()}`;
const picked = () => new Set(JSON.parse(sessionStorage.getItem(kept()) ?? "[]"));
const matching = () => sessionStorage.getItem(`${kept()}:all`) === "1";
const boxes = () => [...document.querySelectorAll("#list tbody input[name=id]")];
let lastBox = null;

function showPicked() {
  const chosen = picked(), bar = $("bulk"), every = $("k-all"), all = matching();
  for (const box of boxes()) {
    box.checked = all || chosen.has(box.value);
    box.closest("tr").toggleAttribute("data-sel", box.checked);
  }
  if (every) every.checked = boxes().length > 0 && boxes().every((box) => box.checked);
  if (!bar) return;
  bar.hidden = !all && chosen.size === 0;
  $("bulk-count").textContent = words();
  bar.querySelector("[data-pick-matching]")?.toggleAttribute("hidden", all);
}

const total = () => document.querySelector("#list [data-total]");
const shown = (number) => Number(number).toLocaleString(document.documentElement.lang);
const words = () => `${!matching() ? shown(picked().size) : total().dataset.total ? shown(total().dataset.total) : $("bulk").querySelector("[data-pick-matching]").textContent} chosen`;
const keep = (chosen) => sessionStorage.setItem(kept(), JSON.stringify([...chosen]));

function pick(some, on) {
  const chosen = matching() ? new Set(boxes().map((box) => box.value)) : picked();
  sessionStorage.removeItem(`${kept()}:all`);
  for (const box of some) on ? chosen.add(box.value) : chosen.delete(box.value);
  keep(chosen);
  showPicked();
  say("live", words());
}

function unpick(at = kept()) {
  sessionStorage.removeItem(at);
  sessionStorage.removeItem(`${at}:all`);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("#list tbody input[name=id]");
  if (box) {
    const all = boxes(), from = all.indexOf(lastBox), to = all.indexOf(box);
    pick(event.shiftKey && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [box], box.checked);
    lastBox = box;
  }
  if (event.target.closest("[data-pick-all]")) pick(boxes(), event.target.checked);
  if (event.target.closest("[data-pick-matching]")) { sessionStorage.setItem(`${kept()}:all`, "1"); showPicked(); say("live", words()); $("bulk")?.querySelector("[form=pick]")?.focus(); }
  if (event.target.closest("[data-unpick]")) { unpick(); showPicked(); say("live", list().dataset.none); $("k-all")?.focus(); }
});

// Those chosen on other pages go with the form too; all that match go as the question, not as records.
// Once the act is started, nobody stays chosen: the rows may be gone by then.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("id") === "start" && sessionStorage.getItem("picking")) unpick(sessionStorage.getItem("picking"));
  if (event.target.getAttribute("id") !== "pick") return;
  sessionStorage.setItem("picking", kept());
  for (const old of event.target.querySelectorAll("input[data-added]")) old.remove();
  const add = (name, value) => { const field = Object.assign(document.createElement("input"), { type: "hidden", name, value }); field.dataset.added = ""; event.target.append(field); };
  if (matching()) return add("all", "1");
  const here = new Set(boxes().map((box) => box.value));
  const others = [...picked()].filter((id) => !here.has(id));
  if (others.length) add("ids", others.join(","));
});

// The total stands in several places, and comes after the list where counting takes long.
function showTotal() {
  if (!total()) return;
  for (const place of document.querySelectorAll("[data-says-total]")) place.textContent = total().dataset.said;
  if (total().dataset.total) for (const place of document.querySelectorAll("[data-says-all]")) place.textContent = shown(total().dataset.total);
}
document.addEventListener("htmx:after:swap", showTotal);

// Another search or filter, on this page or on the next: what was chosen before is let go, and said.
function letGo() {
  if (!list()) return;
  const at = `view:${location.pathname}`, last = sessionStorage.getItem(at) ?? view(), before = `picked:${location.pathname}?${last}`;
  sessionStorage.setItem(at, view());
  if (last === view()) return;
  const some = sessionStorage.getItem(`${before}:all`) === "1" || JSON.parse(sessionStorage.getItem(before) ?? "[]").length > 0;
  unpick(before);
  if (some) say("live", `The list changed. ${list().dataset.none}`);
}
document.addEventListener("htmx:after:swap", letGo);
letGo();

