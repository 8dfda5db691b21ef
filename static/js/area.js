// An area is drawn on a map of postcodes by tapping its corners. They stand in the
// field under it as well, where they can be typed and put right.
const map = document.querySelector(".area-map svg");

if (map) {
  const field = document.querySelector("#corners");
  const shape = map.querySelector("polygon");
  const status = document.querySelector("[data-inside]");
  const { north, west, down, across } = Object.fromEntries(Object.entries(map.dataset).map(([name, value]) => [name, Number(value)]));
  const dots = [...map.querySelector(".dots").getAttribute("d").matchAll(/M(\d+) (\d+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
  const lines = () => field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const spot = (line) => {
    const [lat, lon] = line.split(/[\s,]+/).map(Number);
    return [(lon - west) * across, (north - lat) * down];
  };

  // inside is whether a dot lies within the corners: an odd number of its edges
  // lie to one side of it.
  const inside = ([x, y], corners) => corners.reduce((odd, [ax, ay], i) => {
    const [bx, by] = corners.at(i - 1);
    return (ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
  }, false);

  const draw = () => {
    const corners = lines().map(spot).filter((c) => c.every(Number.isFinite));
    shape.setAttribute("points", corners.map((c) => c.map((n) => n.toFixed(1)).join(",")).join(" "));
    map.querySelectorAll("circle").forEach((c) => c.remove());
    for (const [x, y] of corners) {
      const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      for (const [name, value] of Object.entries({ class: "chosen", cx: x, cy: y, r: 60 })) dot.setAttribute(name, value);
      map.append(dot);
    }
    document.querySelector("#corrects").hidden = corners.length === 0;
    status.hidden = corners.length < 3;
    status.textContent = status.dataset.inside.replace("#", dots.filter((d) => inside(d, corners)).length.toLocaleString(document.documentElement.lang));
  };

  const keep = (all) => {
    field.value = all.join("\n");
    draw();
  };

  map.classList.add("live");
  map.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    keep([...lines(), `${(north - at.y / down).toFixed(5)}, ${(west + at.x / across).toFixed(5)}`]);
  });
  document.querySelector("#last").addEventListener("click", () => keep(lines().slice(0, -1)));
  document.querySelector("#none").addEventListener("click", () => keep([]));
  field.addEventListener("input", draw);
  draw();
}
