// Links that a key follows from any page: Alt with the letter that stands beside them.
export function keys() {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const link = document.querySelector(`a[data-key="${event.code}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}
