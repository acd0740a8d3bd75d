// Time left to a cut-off, in the words of the server, counted down by the minute.
const MINUTE = 60_000;
const HOUR = 60;
const TWO_DAYS = 48 * HOUR;

function words(until) {
  const minutes = Math.floor((until - Date.now()) / MINUTE);
  if (minutes < 0) return "passed";
  if (minutes >= TWO_DAYS) return `${Math.floor(minutes / (24 * HOUR))} days`;
  const hours = Math.floor(minutes / HOUR);
  return hours ? `${hours} h ${minutes % HOUR} min` : `${minutes} min`;
}

export function countdown() {
  const clocks = [...document.querySelectorAll("[data-until]")].map((box) => [box.querySelector("[data-left]"), Date.parse(box.dataset.until)]);
  if (!clocks.length) return;
  setInterval(() => {
    for (const [left, until] of clocks) left.textContent = words(until);
  }, MINUTE);
}
