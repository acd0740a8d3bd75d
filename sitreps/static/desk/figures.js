// The figure panel: computed anew by the server 200 ms after the last key; the old one stays until the new is there.
const PAUSE = 200;

function sheet() {
  const panel = document.getElementById("figures");
  if (!panel) return;
  let back = null;
  const shut = () => {
    panel.classList.remove("is-open");
    back?.focus();
  };
  for (const opener of document.querySelectorAll('[data-sheet="figures"]')) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      back = opener;
      panel.classList.add("is-open");
      panel.focus();
    });
  }
  for (const closer of panel.querySelectorAll("[data-sheet-close]")) {
    closer.hidden = !matchMedia("(max-width: 1180px)").matches;
    closer.addEventListener("click", shut);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.classList.contains("is-open")) shut();
    if (event.altKey && event.code === "KeyG") {
      event.preventDefault();
      back = document.activeElement;
      panel.classList.add("is-open");
      panel.focus();
    }
  });
}

// A question about a claim opens the fold in which its answer is given; once, so that nobody is pestered.
const unfolded = new Set();

function unfold(panel) {
  for (const question of panel.querySelectorAll("[data-asked]")) {
    const name = question.dataset.asked;
    const fold = document.getElementById(name)?.closest("details.more");
    if (!fold || unfolded.has(name)) continue;
    unfolded.add(name);
    fold.open = true;
  }
}

function live() {
  const form = document.querySelector("form[data-figures]");
  const panel = document.querySelector("[data-panel]");
  if (!form || !panel) return;
  let timer;
  let newest = 0;
  const refresh = async () => {
    const turn = ++newest;
    const answer = await fetch(form.dataset.figures, { method: "POST", body: new FormData(form) });
    if (!answer.ok || turn !== newest) return;
    const text = await answer.text();
    if (turn !== newest) return;
    const open = [...panel.querySelectorAll("details[open]")].map((one) => one.parentElement.getAttribute("aria-labelledby"));
    panel.innerHTML = text;
    for (const name of open) {
      const section = name && panel.querySelector(`[aria-labelledby="${name}"] > details`);
      if (section) section.open = true;
    }
    unfold(panel);
    const strip = document.querySelector("[data-strip-text]");
    const told = panel.querySelector("[data-strip]");
    if (strip && told) strip.textContent = told.dataset.strip;
  };
  form.addEventListener("input", (event) => {
    if (!event.target.closest("[data-live]")) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
}

export function figures() {
  sheet();
  live();
}
