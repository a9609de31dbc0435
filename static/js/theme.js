// The theme of the system, where the member left it to the system. Blocking, so that nothing flashes.
const root = document.documentElement;
if (root.dataset.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";
