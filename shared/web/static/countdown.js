// Goes on where the page left off: the server said how much was left when it had received the request, and how fast its
// clock goes. What this telephone's own clock shows does not matter, only how much of it has passed.
(function () {
  "use strict";
  const arrival = performance.getEntriesByType("navigation")[0];
  const asked = Date.now() - (performance.now() - (arrival ? arrival.requestStart : 0));

  function two(number) { return String(number).padStart(2, "0"); }

  function shown(seconds, days) {
    const whole = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24;
    const rest = two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    const clock = whole || hours ? hours + ":" + rest : rest;
    return whole ? whole + days + " " + clock : clock;
  }

  function tick() {
    document.querySelectorAll("[data-left]").forEach(function (place) {
      const data = place.dataset;
      if (!data.asked) { data.asked = place.closest("[data-swapped]") ? Date.now() : asked; }
      const left = Math.ceil(data.left - data.rate * (Date.now() - data.asked) / 1000 - 0.001);
      if (left > 0) { place.textContent = shown(left, data.days); return; }
      place.textContent = data.over;
      place.closest(".countdown").classList.add("over");
      place.removeAttribute("data-left");
    });
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.setAttribute) { event.target.setAttribute("data-swapped", ""); }
    tick();
  });
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 1000);
  tick();
}());
