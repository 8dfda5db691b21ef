// A map of turfs can be touched: a shape leads to its turf, and near doors the
// nearest one is chosen. Everything it does stands in the lists under it too.
const reach = 14; // units of the map around a finger

document.querySelectorAll(".turf-map svg").forEach((svg) => {
  svg.classList.add("live");
  svg.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    let best = null, least = reach;
    svg.querySelectorAll("circle[data-href]").forEach((dot) => {
      const far = Math.hypot(dot.cx.baseVal.value - at.x, dot.cy.baseVal.value - at.y);
      if (far < least) { best = dot; least = far; }
    });
    best ??= event.target.closest("[data-href]");
    if (best) location.assign(best.dataset.href);
  });
});
