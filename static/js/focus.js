// The keyboard stays where it was: what a swap takes away hands the focus to what stands in its place.
const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
const reachable = (root) => [...root.querySelectorAll(FOCUSABLE)].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());
const around = (all, held) => { const at = all.indexOf(held); return { at, near: [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0)).reverse()] }; };
let stood = null;

function look(event) {
  const held = document.activeElement, places = [];
  for (let box = held?.parentElement; box && box !== document.body; box = box.parentElement) if (box.id) places.push([box.id, around(reachable(box), held)]);
  stood = held && held !== document.body ? { held, places, pressed: event.detail?.ctx?.sourceElement === held } : null;
}

// By its own id first; else in the nearest box that is still there: what stood after it, what stood before it, or what has its place now.
function takeUp() {
  const open = document.querySelector("dialog[open]");
  if (open && document.activeElement === open) reachable(open)[0]?.focus();
  if (!stood) return;
  const { held, places, pressed } = stood;
  stood = null;
  if (held.isConnected && pressed && held.name === "add") held.parentElement.previousElementSibling?.querySelector("select, input")?.focus();
  if (held.isConnected || document.activeElement !== document.body) return;
  if (held.id && $(held.id)) return $(held.id).focus();
  for (const [box, { at, near }] of places) {
    const all = $(box) ? reachable($(box)) : [], same = near.find((one) => all.includes(one));
    if (all.length) return (same ?? all[Math.min(Math.max(at, 0), all.length - 1)]).focus();
  }
}

document.addEventListener("htmx:before:swap", look);
document.addEventListener("htmx:after:swap", () => setTimeout(takeUp));

// A plain form that comes back to its page: the window stays where it was scrolled to, and who works by keys goes on where they were.
let byKeys = false;
document.addEventListener("keydown", () => { byKeys = true; }, true);
document.addEventListener("pointerdown", () => { byKeys = false; }, true);
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  const at = byKeys ? reachable($("main")).indexOf(event.submitter ?? document.activeElement) : -1;
  sessionStorage.setItem("stood", JSON.stringify({ path: location.pathname, at, down: scrollY }));
});
function comeBack() {
  const { path, at, down } = JSON.parse(sessionStorage.getItem("stood") ?? "{}");
  sessionStorage.removeItem("stood");
  if (path !== location.pathname || document.activeElement !== document.body || location.hash) return;
  scrollTo(0, down);
  const all = at < 0 ? [] : reachable($("main"));
  all[Math.min(at, all.length - 1)]?.focus();
}
comeBack();
