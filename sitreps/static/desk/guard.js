// Unsaved words: the browser asks before the page is left, Ctrl+S saves, the bar says what is not saved.
export function guard() {
  const form = document.querySelector("form[data-guard]");
  if (!form) return;
  let dirty = false;
  const status = document.querySelector("[data-status]");
  form.addEventListener("input", (event) => {
    if (event.target.dataset.unguarded !== undefined) return;
    dirty = true;
    if (status) status.textContent = "Not saved yet.";
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const button = event.key === "s" ? form.querySelector('[name="_save"]') : null;
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
}
