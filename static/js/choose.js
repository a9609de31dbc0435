// Long choices and tags are searched by typing. The select or text input behind each stays what the form sends, and is all there is without scripts.
const combos = (root) => root.querySelectorAll?.("[data-combo]") ?? [];
const heldBy = (box) => $(box.dataset.combo);
const offered = (held) => [...(held.options ?? held.list.options)].filter((one) => one.value).map((one) => [one.value, one.textContent || one.value]);
const manyIn = (held) => !held.options || held.multiple;
const chosenIn = (held) => held.options ? [...held.selectedOptions].map((one) => one.value).filter(Boolean) : held.value.split(";").map((one) => one.trim()).filter(Boolean);
const called = (held, value) => offered(held).find((one) => one[0] === value)?.[1] ?? value;
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function make(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

function furnish(box) {
  const held = heldBy(box), list = `${box.id}-list`;
  const field = make("input", { class: "form-control", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list, "aria-label": held.getAttribute("aria-label").split(",")[0] });
  box.append(make("ul", { class: "c-tokens", "aria-label": "Chosen" }), field, make("ul", { id: list, class: "c-options", role: "listbox", "aria-label": "Choices", hidden: "" }));
}

// What the form holds is shown: after it was chosen here, and after the server answered.
function reflect(box) {
  const held = heldBy(box), [tokens, field] = box.children, some = chosenIn(held);
  const drop = (value) => make("button", { type: "button", "data-drop": value, "aria-label": `Remove ${called(held, value)}` }, "×");
  tokens.replaceChildren(...(manyIn(held) ? some.map((value) => make("li", {}, called(held, value), drop(value))) : []));
  tokens.hidden = !tokens.children.length;
  for (const name of ["aria-invalid", "aria-describedby"]) held.hasAttribute(name) ? field.setAttribute(name, held.getAttribute(name)) : field.removeAttribute(name);
  if (!manyIn(held) && field !== document.activeElement) field.value = some.length ? called(held, some[0]) : "";
}

function put(box, values) {
  const held = heldBy(box);
  if (held.options) for (const one of held.options) one.selected = values.includes(one.value);
  else held.value = values.join("; ");
  reflect(box);
  held.dispatchEvent(new Event("change", { bubbles: true }));
}

function take(box, value) {
  const held = heldBy(box), field = box.children[1];
  shut(box);
  field.value = manyIn(held) ? "" : called(held, value);
  if (!chosenIn(held).includes(value)) put(box, manyIn(held) ? [...chosenIn(held), value] : [value]);
}

function suggest(box) {
  const held = heldBy(box), [, field, list] = box.children, gone = manyIn(held) ? chosenIn(held) : [];
  const typed = !manyIn(held) && field.value === called(held, chosenIn(held)[0]) ? "" : bare(field.value.trim());
  const fits = offered(held).filter(([value, label]) => !gone.includes(value) && bare(label).includes(typed));
  const first = fits.filter((one) => bare(one[1]).startsWith(typed));
  const some = [...first, ...fits.filter((one) => !first.includes(one))].slice(0, 50);
  list.replaceChildren(...some.map(([value, label], n) => make("li", { role: "option", id: `${list.id}-${n}`, "data-value": value, "aria-selected": "false" }, label)));
  list.hidden = !some.length;
  field.setAttribute("aria-expanded", String(!list.hidden));
  field.removeAttribute("aria-activedescendant");
  if (typed) point(box, 0);
  say("live", some.length ? `${fits.length} to choose from` : "Nothing is called so");
}

function point(box, at) {
  const [, field, list] = box.children, all = [...list.children];
  if (!all.length) return;
  const to = all[(at + all.length) % all.length];
  for (const one of all) one.setAttribute("aria-selected", String(one === to));
  field.setAttribute("aria-activedescendant", to.id);
  to.scrollIntoView({ block: "nearest" });
}

const pointed = (box) => box.querySelector("[aria-selected=true]");
function shut(box) {
  const [, field, list] = box.children;
  list.hidden = true;
  list.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

// Leaving it takes what was typed: a choice of exactly that name, for tags any name; else what was chosen before stays.
function settleCombo(box) {
  const held = heldBy(box), field = box.children[1], typed = field.value.trim();
  const exact = offered(held).find((one) => bare(one[1]) === bare(typed)) ?? (held.options ? undefined : typed && [typed]);
  if (typed && exact) take(box, exact[0]);
  else if (!typed && !manyIn(held) && chosenIn(held).length) put(box, [""]);
  if (manyIn(held)) field.value = "";
  shut(box);
  reflect(box);
}
