// Back shows a page as it was first loaded, kept by the browser: it is asked for anew, unless what was typed there would be lost.
// Drafts are kept apart, and so are the rows that were ticked.
const differs = (field) => {
  if (field.options) return [...field.options].some((one) => one.defaultSelected && !one.selected);
  return "defaultValue" in field && field.type !== "hidden" && (field.checked !== field.defaultChecked || field.value !== field.defaultValue);
};
const typedIn = (form) => form.matches("[method=post]:not(#pick, [data-draft])") && [...form.elements].some(differs);

addEventListener("pageshow", (event) => {
  const [visit] = performance.getEntriesByType("navigation");
  const kept = event.persisted || (visit?.type === "back_forward" && visit.transferSize === 0);
  if (kept && (visit?.responseStatus ?? 200) === 200 && ![...document.forms].some(typedIn)) {
    document.body.style.visibility = "hidden"; // nothing is to be typed into what is about to go
    location.reload();
  }
});
