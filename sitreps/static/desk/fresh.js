// Parts of a form that the server draws anew while somebody types or chooses: suspected duplicates, figures after a merge.
const PAUSE = 200;

function follow(part) {
  const form = part.closest("form");
  const { fresh, freshOf, freshPress } = part.dataset;
  let timer;
  let newest = 0;
  const refresh = async () => {
    const turn = ++newest;
    const body = new FormData(form);
    if (freshPress) body.append(freshPress, "on");
    const answer = await fetch(fresh, { method: "POST", body });
    if (!answer.ok || turn !== newest) return;
    const text = await answer.text();
    if (turn === newest && text.trim() !== part.innerHTML.trim()) part.innerHTML = text;
  };
  form.addEventListener("input", (event) => {
    if (freshOf && !freshOf.split(" ").includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
}

export function fresh() {
  for (const part of document.querySelectorAll("[data-fresh]")) follow(part);
}
