"use strict";
const table = document.querySelector("table"), body = table.tBodies[0], language = document.documentElement.lang;
const status = document.getElementById("count"), whole = status.textContent;
const fold = text => text.toLocaleLowerCase(language).normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ı", "i");
document.getElementById("find").hidden = false;
document.getElementById("search").addEventListener("input", event => {
  const wanted = fold(event.target.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of body.rows) {
    const text = fold(row.textContent);
    row.hidden = !wanted.every(word => text.includes(word));
    shown += !row.hidden;
  }
  status.textContent = shown === body.rows.length ? whole : shown ? `${shown} / ${body.rows.length}` : status.dataset.none;
});
table.classList.add("sortable");
for (const head of table.querySelectorAll("[data-sorts]")) {
  const button = document.createElement("button"), column = head.cellIndex;
  button.type = "button";
  button.textContent = head.textContent;
  button.title = table.dataset.sort.replace("{column}", head.textContent);
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const rising = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const key = row => row.cells[column].dataset.sort;
    const rows = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), language, {numeric: true}));
    body.append(...(rising ? rows : rows.reverse()));
  });
}
