// Menus made of <details>: one open at a time, Escape closes and gives the focus back. Held buttons say why.
const OPEN = ".menu[open], .fchip[open], .thumb-more[open]";

export function menus() {
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.open || !event.target.matches(OPEN)) return;
      for (const other of document.querySelectorAll(OPEN)) if (other !== event.target) other.open = false;
    },
    true,
  );
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(OPEN)) if (!menu.contains(event.target)) menu.open = false;
    const held = event.target.closest("[aria-disabled=true]");
    if (held) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // A link to a field inside a closed card opens the card first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (target?.matches("input, select, textarea")) {
      event.preventDefault();
      target.focus();
    }
  });
}
