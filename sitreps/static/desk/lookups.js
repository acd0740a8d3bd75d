// Text boxes that name other rows: ask the server for suggestions while somebody types.
const PAUSE = 200;
const AT_LEAST = 2;

export function lookups() {
  let timer;
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.dataset?.lookup) return;
    const list = document.getElementById(`known-${box.dataset.lookup}`);
    const begun = box.value.split(";").at(-1).trim();
    if (!list || begun.length < AT_LEAST || isChosen(list, box.value)) return;
    clearTimeout(timer);
    timer = setTimeout(() => suggest(list, begun), PAUSE);
  });
}

function isChosen(list, text) {
  return [...list.options].some((option) => option.value === text);
}

async function suggest(list, begun) {
  const answer = await fetch(`${list.dataset.source}?q=${encodeURIComponent(begun)}`);
  if (!answer.ok) return;
  const { texts } = await answer.json();
  const known = new Set([...list.options].map((option) => option.value));
  for (const text of texts) {
    if (known.has(text)) continue;
    const option = document.createElement("option");
    option.value = text;
    list.append(option);
  }
}
