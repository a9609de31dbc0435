// Behaviour for the whole app, delegated: announcements, toasts, drafts, errors, offline. Every page works without it.
const $ = (id) => document.getElementById(id);
const say = (id, text) => { $(id).textContent = ""; requestAnimationFrame(() => { $(id).textContent = text; }); };

function announce(root) {
  for (const part of root.querySelectorAll?.("[data-announce]:not([data-told])") ?? []) { part.dataset.told = ""; say("live", part.dataset.announce); }
  for (const toast of root.querySelectorAll?.("[data-toast]") ?? []) settle(toast);
}

function settle(toast) {
  if (toast.dataset.settled) return;
  toast.dataset.settled = "1";
  say(toast.getAttribute("role") === "alert" ? "alerts" : "live", toast.querySelector("span").textContent);
  let left = setTimeout(() => toast.remove(), 10000);
  const stay = () => clearTimeout(left);
  const go = () => { left = setTimeout(() => toast.remove(), 4000); };
  toast.addEventListener("mouseenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
}

function complain(text) {
  const box = document.createElement("div");
  box.className = "c-toast c-bad";
  box.setAttribute("role", "alert");
  box.dataset.toast = "";
  const span = document.createElement("span");
  span.textContent = text;
  box.append(span);
  $("toasts").append(box);
  settle(box);
}

// Drafts: what is typed in a form with data-draft is kept until it is saved.
const drafted = (form) => `draft:${form.dataset.draft}`;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  const typed = Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== "once" && typeof value === "string"));
  sessionStorage.setItem(drafted(form), JSON.stringify(typed));
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset?.draft) sessionStorage.setItem("draft-sent", drafted(event.target));
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-discard]")) sessionStorage.removeItem(drafted(event.target.closest("form")));
});

function restore() {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const sent = sessionStorage.getItem("draft-sent");
  const saved = document.querySelector("#toasts [data-toast]") || !forms.some((form) => drafted(form) === sent);
  if (sent && saved) sessionStorage.removeItem(sent);
  sessionStorage.removeItem("draft-sent");
  refill();
}

// A form that came in since, as another tab of the composer, gets its draft too.
function refill() {
  for (const form of document.querySelectorAll("form[data-draft]:not([data-refilled])")) {
    form.dataset.refilled = "1";
    for (const [name, value] of Object.entries(JSON.parse(sessionStorage.getItem(drafted(form)) ?? "{}"))) {
      const field = form.elements[name];
      if (field && field.type !== "file" && (!field.value || field.value === field.defaultValue || field.tagName === "SELECT")) field.value = value;
    }
  }
}

// On a phone tables are laid out as blocks, and some browsers then forget that they are tables.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };
function tell() {
  if (!matchMedia("(max-width: 820px)").matches) return;
  for (const part of document.querySelectorAll("table:is(.dt, .c-tb, .w-sheet), table:is(.dt, .c-tb, .w-sheet) *")) if (ROLES[part.tagName]) part.setAttribute("role", ROLES[part.tagName]);
}

// What is swapped in may ask for the focus; a field that is wrong asks first.
function focusNew() {
  const field = document.querySelector("form[data-inline] [data-focus], form#quick [data-focus], form.w-nform [data-focus]");
  if (!field || field.dataset.had) return;
  field.dataset.had = "1";
  field.focus();
  field.select?.();
}

document.addEventListener("htmx:after:swap", () => { announce(document); tell(); wake(); refill(); focusNew(); });
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  const { request, response } = event.detail?.ctx ?? {};
  if (!form || request?.method?.toUpperCase() === "GET") return;
  sessionStorage.removeItem("draft-sent");
  if (response?.status < 300) sessionStorage.removeItem(drafted(form));
});
document.addEventListener("htmx:error", () => complain("That didn’t reach the office. What you typed is kept; try again."));
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status ?? 0;
  if (status >= 500) complain("Something broke on our side. What you typed is kept; try again.");
});

// Small helps: copying, printing, panels, finding a field, and choices this browser keeps.
function wake() {
  for (const part of document.querySelectorAll("[data-copy], [data-print], [data-find-field], [data-marks]")) part.hidden = false;
  for (const box of document.querySelectorAll("[data-keep]")) box.checked = localStorage.getItem(box.dataset.keep) === "1";
  for (const part of document.querySelectorAll("[data-fold]")) part.open = localStorage.getItem(`fold ${part.dataset.fold}`) !== "1";
}
document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]"), opener = event.target.closest("[data-opens]"), closer = event.target.closest("[data-closes]");
  if (copy) {
    $(copy.dataset.copy).select();
    navigator.clipboard?.writeText($(copy.dataset.copy).value).then(() => say("live", "Copied"));
  }
  if (event.target.closest("[data-print]")) print();
  if (opener) $(opener.dataset.opens).showModal();
  if (closer?.closest("dialog")) { event.preventDefault(); closer.closest("dialog").close(); }
});
document.addEventListener("change", (event) => {
  if ("go" in event.target.dataset) event.target.form.requestSubmit();
  if (event.target.dataset.keep) localStorage.setItem(event.target.dataset.keep, event.target.checked ? "1" : "");
});
document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-fold] > summary")?.parentElement;
  if (part) localStorage.setItem(`fold ${part.dataset.fold}`, part.open ? "1" : "");
});
document.addEventListener("input", (event) => {
  if (!("findField" in event.target.dataset)) return;
  const sought = event.target.value.trim().toLowerCase();
  for (const part of document.querySelectorAll("[data-fold]")) part.open = sought ? true : localStorage.getItem(`fold ${part.dataset.fold}`) !== "1";
  for (const row of document.querySelectorAll(".c-frow")) row.hidden = !row.querySelector("dt").textContent.toLowerCase().includes(sought);
});
addEventListener("offline", () => { $("offline").hidden = false; });
addEventListener("online", () => { $("offline").hidden = true; });

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") event.target.closest("form")?.requestSubmit();
});
// The toast of what was just done belongs to this visit, not to the address.
const here = new URL(location.href);
if (here.searchParams.has("did")) {
  here.searchParams.delete("did");
  history.replaceState(history.state, "", here);
}
document.querySelector("[aria-invalid=true]")?.focus();
document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
restore();
announce(document);
tell();
wake();
