"use strict";
// Shows the groups of a resident or a specialty.  The page is whole without this; nothing is kept.
(() => {
  const named = (id) => document.getElementById(id);
  const bar = named("filter"), word = named("find-name"), choice = named("find-specialty");
  const everything = named("find-all"), found = named("found"), worries = named("worries");
  // Letters that no accent is split from, and the apostrophes that typewriters have not.
  const folds = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i" };
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "")
    .replace(/[łøđðþßæœı]/g, (letter) => folds[letter]).replace(/[‘’ʼ′`]/g, "'");

  const rows = document.querySelectorAll("table.groups tbody tr");
  const cards = document.querySelectorAll("ol.cards > li");
  const groups = Array.from(rows, (row, i) => ({
    parts: [row, cards[i]],
    text: plain(`${row.cells[1].textContent} ${cards[i].querySelector(".people").textContent}`),
    specialties: Array.from(row.querySelectorAll(".specialty"), (e) => e.textContent),
  }));
  const known = new Set(groups.flatMap((group) => group.specialties));
  for (const name of [...known].sort((a, b) => a.localeCompare(b)))
    choice.add(new Option(name, name));

  const apply = () => {
    const words = plain(word.value).split(/\s+/).filter(Boolean), specialty = choice.value;
    const all = words.length === 0 && specialty === "";
    let shown = 0;
    for (const group of groups) {
      const fits = words.every((w) => group.text.includes(w)) &&
        (specialty === "" || group.specialties.includes(specialty));
      for (const part of group.parts) part.hidden = !fits;
      shown += fits;
    }
    everything.disabled = all;
    if (all) found.textContent = "";
    else if (shown > 0) found.textContent = `${shown} of ${groups.length} groups shown`;
    else {
      const told = words.length > 0 && worries !== null &&
        words.every((w) => plain(worries.textContent).includes(w));
      found.textContent = `No group found${told ? ", but a name under “Needs attention”" : ""}`;
    }
  };
  const clear = () => {
    word.value = "";
    choice.selectedIndex = 0;
    apply();
    word.focus();
  };

  word.addEventListener("input", apply);
  choice.addEventListener("change", apply);
  everything.addEventListener("click", clear);
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
  // A page that comes back from the browser's memory may bring its fields along.
  window.addEventListener("pageshow", apply);
  bar.hidden = false;
  apply();
})();
