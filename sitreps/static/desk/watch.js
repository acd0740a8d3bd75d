// A page that waits for a worker: asks for the state, tells it, and loads itself anew once it has changed.
const PAUSE = 1000;

export function watch() {
  const box = document.querySelector("[data-watch]");
  if (!box) return;
  const words = box.querySelector("[data-words]");
  const look = async () => {
    const answer = await fetch(box.dataset.watch).catch(() => null);
    if (answer?.ok) {
      const now = await answer.json();
      if (now.state !== box.dataset.state) {
        location.reload();
        return;
      }
      if (now.words && words.textContent !== now.words) words.textContent = now.words;
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
}
