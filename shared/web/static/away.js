// Where htmx could reach nobody, or was answered by something that is no page (the gateway), the screen stays as it is and a
// notice above it says so. The words stand in the page, in its language.
(function () {
  "use strict";
  function say() {
    const place = document.getElementById("notices"), words = document.getElementById("away");
    place.replaceChildren(words.content.cloneNode(true));
    place.scrollIntoView();
  }
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);
  document.addEventListener("htmx:beforeSwap", function (event) {
    const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    if (event.detail.xhr.status !== 204 && !type.startsWith("text/html")) { event.detail.shouldSwap = false; say(); }
  });
}());
