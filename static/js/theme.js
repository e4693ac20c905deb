// Loaded before the first paint, so that a theme chosen by hand doesn't flash.
const theme = localStorage.getItem("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
