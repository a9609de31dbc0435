// A file dropped anywhere on the box is chosen there, as if it had been picked.
document.addEventListener("dragover", (event) => { if (event.target.closest?.(".c-drop")) event.preventDefault(); });

document.addEventListener("drop", (event) => {
  const field = event.target.closest?.(".c-drop")?.querySelector("input[type=file]"), { files } = event.dataTransfer;
  if (!field || !files.length) return;
  event.preventDefault();
  field.files = files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
