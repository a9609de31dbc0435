// The command palette, and single-letter keys. Without JavaScript the palette is a page.
const palette = $("palette"), query = $("palette-q");
const options = () => [...document.querySelectorAll("#palette-list [role=option][data-url]")];

function openPalette() {
  if (!palette) return;
  query.value = "";
  palette.showModal();
  htmx.trigger(query, "sought");
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", other === option);
  option?.scrollIntoView({ block: "nearest" });
  if (option) query.setAttribute("aria-activedescendant", option.id); else query.removeAttribute("aria-activedescendant");
}

query?.addEventListener("keydown", (event) => {
  const all = options(), at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
  } else if (event.key === "Enter" && all[at]) {
    event.preventDefault();
    location.assign(all[at].dataset.url);
  }
});

palette?.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option][data-url]");
  if (option) location.assign(option.dataset.url);
  else if (event.target === palette) palette.close();
});
document.addEventListener("htmx:after:swap", () => { if (palette?.open) choose(options()[0]); });
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette]") && palette && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openPalette(); }
});

// Keys: Ctrl K anywhere; single letters only while nothing is typed, and only if the member wants them.
const GO = { c: "/contacts", t: "/tasks", d: "/today", i: "/imports/new", o: "/operations", a: "/archive", s: "/settings" };
const KEYS = {
  "/": () => $("q")?.focus(),
  "?": () => location.assign("/help"),
  f: () => { $("add-condition")?.focus(); $("add-condition")?.click(); },
  b: () => document.querySelector("#bulk:not([hidden]) [form=pick]")?.focus(),
  c: () => document.querySelector('a[href="/contacts/new"]') && location.assign("/contacts/new"),
  t: () => location.assign(document.querySelector('a[href^="/tasks/new?contact"]')?.href ?? "/tasks/new"),
  l: () => document.querySelector('.w-ctabs a[href*="compose=call"]')?.click(),
  j: () => document.querySelector(".crumb a[rel=next]")?.click(),
  k: () => document.querySelector(".crumb a[rel=prev]")?.click(),
  z: () => [...document.querySelectorAll("#toasts .c-undo")].pop()?.click(),
};
let going = 0;
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    palette?.open ? palette.close() : openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys !== "1" || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase(), now = Date.now();
  if (now - going < 1500 && GO[key]) { going = 0; event.preventDefault(); location.assign(GO[key]); }
  else if (key === "g") going = now;
  else if (KEYS[key]) { going = 0; event.preventDefault(); KEYS[key](); }
});
