// A quicker way for those who have a keyboard; everything here can be done without it. J and K go down and up a list,
// X picks a row; on a page with a next one, J goes there, and D to what is to be decided.
(function () {
  "use strict";
  function rows() { return Array.from(document.querySelectorAll("main table tbody tr")); }

  function move(step) {
    const all = rows(), here = all.findIndex(function (row) { return row.contains(document.activeElement); });
    const row = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
    const link = row && row.querySelector("a");
    if (link) { link.focus(); link.scrollIntoView({ block: "nearest" }); }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) { return; }
    const next = document.querySelector("a[data-next]");
    if (event.key === "j") { if (next) { next.click(); } else { move(1); } }
    if (event.key === "k") { move(-1); }
    if (event.key === "d") {
      const first = document.querySelector("#decision [type=radio]");
      if (first) { event.preventDefault(); first.focus(); }
    }
    if (event.key === "x") {
      const row = document.activeElement.closest("tr"), box = row && row.querySelector("[type=checkbox]");
      if (box) { box.checked = !box.checked; }
    }
  });
}());
