// Rows of a form: add one from the template, copy the last claim, take an unsaved one away.
const EMPTIED = new Set(["value", "value2", "vague_word", "wording", "quote_text", "supersedes", "id"]);

function add(section, source) {
  const total = section.querySelector('input[name$="-TOTAL_FORMS"]');
  const template = section.querySelector("template[data-empty-row]");
  const fragment = template.content.cloneNode(true);
  for (const element of fragment.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll("__prefix__", total.value));
    }
  }
  const list = section.querySelector("[data-list]");
  list.querySelector("[data-empty]")?.remove();
  list.append(fragment);
  total.value = Number(total.value) + 1;
  const row = list.lastElementChild;
  if (source) copy(source, row);
  const first = source ? '[name$="-value"]' : "select, input:not([type=hidden])";
  row.querySelector(first).focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

function copy(source, row) {
  for (const box of row.querySelectorAll("input, select, textarea")) {
    const name = box.name.split("-").at(-1);
    if (EMPTIED.has(name)) continue;
    const same = source.querySelector(`[name$="-${name}"]`);
    if (!same) continue;
    if (box.type === "checkbox") box.checked = same.checked;
    else box.value = same.value;
  }
}

function lastWithForm(section) {
  return [...section.querySelectorAll("[data-list] > *")].filter((row) => row.querySelector('[name$="-origin"]')).at(-1);
}

// The numbering of a formset has no holes: an emptied, unsaved row stays in it and is left out by its own mark.
function drop(section, row) {
  for (const box of row.querySelectorAll("input, select, textarea")) {
    if (box.name.endsWith("-DELETE")) box.checked = true;
  }
  const mark = document.createElement("input");
  mark.type = "hidden";
  mark.name = row.querySelector("select").name.replace(/-[a-z_0-9]+$/, "-DELETE");
  mark.value = "on";
  row.replaceChildren(mark);
  row.hidden = true;
  section.querySelector("[data-add-row]").focus();
  mark.dispatchEvent(new Event("input", { bubbles: true }));
}

export function rows() {
  const sections = document.querySelectorAll("[data-rows]");
  for (const button of document.querySelectorAll("[data-copy-row], [data-drop-row]")) button.hidden = false;
  for (const section of sections) {
    section.addEventListener("click", (event) => {
      if (event.target.closest("[data-add-row]")) {
        event.preventDefault();
        add(section);
      } else if (event.target.closest("[data-copy-row]")) {
        add(section, lastWithForm(section));
      } else if (event.target.closest("[data-drop-row]")) {
        drop(section, event.target.closest("article"));
      }
    });
  }
  const claims = document.querySelector('[data-rows="claims"]');
  if (!claims) return;
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.code === "KeyN") {
      event.preventDefault();
      add(claims);
    } else if (event.code === "KeyC") {
      event.preventDefault();
      add(claims, lastWithForm(claims));
    }
  });
}
