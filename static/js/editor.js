// The editor of notes: buttons that set marks, and a list of colleagues behind an @. Without it the marks are typed by hand.
let picker = null;

function surround(area, before, after = before) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  area.setRangeText(before + value.slice(from, to) + after, from, to, "end");
  if (from === to) area.selectionStart = area.selectionEnd = from + before.length;
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function startLines(area, sign) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const lines = area.value.slice(from, area.selectionEnd).split("\n").map((line) => sign + line);
  area.setRangeText(lines.join("\n"), from, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-marks] button");
  const area = button?.closest("form").querySelector("[data-rich]");
  if (area) {
    if (button.dataset.mark) surround(area, button.dataset.mark);
    else if (button.dataset.line) startLines(area, button.dataset.line);
    else surround(area, "[", "](https://)");
  }
  const option = event.target.closest(".w-pick [role=option]");
  if (option) mention(option);
  else close();
});

function close() {
  picker?.list.remove();
  picker?.area.removeAttribute("aria-activedescendant");
  picker = null;
}

function mention(option) {
  const { area, from } = picker;
  area.setRangeText(`@${option.textContent} `, from, area.selectionStart, "end");
  close();
  area.focus();
}

function offer(area) {
  const typed = area.value.slice(0, area.selectionStart).match(/(^|\s)@([^@\n]{0,30})$/);
  close();
  if (!typed) return;
  const sought = typed[2].toLowerCase();
  const names = JSON.parse(area.dataset.members).filter((name) => name.toLowerCase().includes(sought)).slice(0, 6);
  if (!names.length || names[0].toLowerCase() === sought.trim()) return;
  const list = document.createElement("ul");
  list.className = "w-pick";
  list.id = "w-pick";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Colleagues");
  names.forEach((name, at) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `w-pick-${at}`;
    item.textContent = name;
    list.append(item);
  });
  area.after(list);
  picker = { area, list, from: area.selectionStart - typed[2].length - 1, at: 0 };
  mark(0);
}

function mark(at) {
  const options = [...picker.list.children];
  picker.at = (at + options.length) % options.length;
  options.forEach((option, i) => option.setAttribute("aria-selected", i === picker.at));
  picker.area.setAttribute("aria-controls", "w-pick");
  picker.area.setAttribute("aria-activedescendant", `w-pick-${picker.at}`);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-members]")) offer(event.target);
  if (event.target.matches(".w-attach input")) {
    event.target.closest("form").querySelector("[data-chosen]").textContent = [...event.target.files].map((file) => file.name).join(", ");
  }
});
document.addEventListener("keydown", (event) => {
  if (!picker || event.target !== picker.area || event.ctrlKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(picker.at + step);
  else if (event.key === "Enter" || event.key === "Tab") mention(picker.list.children[picker.at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});
