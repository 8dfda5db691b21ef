// A text as a QR code (ISO/IEC 18004), made on the phone: bytes, read with a
// seventh of it gone, and the first mask. A test holds each square against what
// the server draws.

// Check bytes of a block, and blocks, by version.
const checks = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, ...Array(19).fill(28)];
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];

// room is how many bytes a version holds, checks included.
function room(v) {
  let bits = (16 * v + 128) * v + 64;
  if (v > 1) {
    const n = Math.floor(v / 7) + 2;
    bits -= (25 * n - 10) * n - 55 + (v > 6 ? 36 : 0);
  }
  return Math.floor(bits / 8);
}
const own = (v) => room(v) - checks[v - 1] * blocks[v - 1];
const counter = (v) => (v < 10 ? 1 : 2); // bytes that say how long the text is

// times multiplies in the field of 256 elements.
function times(a, b) {
  let out = 0;
  for (let i = 7; i >= 0; i--) out = (out << 1) ^ ((out >> 7) * 0x11d) ^ (((b >> i) & 1) * a);
  return out;
}

// divisor is the polynomial whose remainder n check bytes are.
function divisor(n) {
  const out = new Array(n).fill(0);
  out[n - 1] = 1;
  for (let i = 0, root = 1; i < n; i++, root = times(root, 2)) out.forEach((x, j) => { out[j] = times(x, root) ^ (j + 1 < n ? out[j + 1] : 0); });
  return out;
}

function remainder(data, by) {
  const out = by.map(() => 0);
  for (const b of data) {
    const f = b ^ out.shift();
    out.push(0);
    by.forEach((x, i) => { out[i] ^= times(x, f); });
  }
  return out;
}

// bytesOf is the text as a version holds it: kind and length, padded, in blocks
// that take turns, each with its checks.
function bytesOf(text, v) {
  const nibbles = [4, ...(counter(v) === 1 ? [] : [text.length >> 12, (text.length >> 8) & 15]), (text.length >> 4) & 15, text.length & 15];
  for (const b of text) nibbles.push(b >> 4, b & 15);
  nibbles.push(0); // the end
  const data = [];
  for (let i = 0; i < nibbles.length && data.length < own(v); i += 2) data.push((nibbles[i] << 4) | nibbles[i + 1]);
  for (let pad = 0xec; data.length < own(v); pad ^= 0xfd) data.push(pad);
  const n = blocks[v - 1];
  const short = Math.floor(own(v) / n);
  const by = divisor(checks[v - 1]);
  const parts = [];
  for (let i = 0, from = 0; i < n; i++) {
    const long = short + (i >= n - (own(v) % n) ? 1 : 0);
    const part = data.slice(from, (from += long));
    parts.push({ part, check: remainder(part, by) });
  }
  const out = [];
  for (let i = 0; i <= short; i++) for (const { part } of parts) if (i < part.length) out.push(part[i]);
  for (let i = 0; i < by.length; i++) for (const { check } of parts) out.push(check[i]);
  return out;
}

// frame is what every code of a version has: eyes, lines, and its own name. A
// square is true, false, or undefined where the text goes.
function frame(v) {
  const side = 17 + 4 * v;
  const grid = Array.from({ length: side }, () => new Array(side));
  const set = (x, y, dark) => { if (grid[y] && x >= 0 && x < side) grid[y][x] = Boolean(dark); };
  for (let i = 0; i < side; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  const eye = (cx, cy, reach, light) => {
    for (let y = -reach; y <= reach; y++) for (let x = -reach; x <= reach; x++) set(cx + x, cy + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
  };
  for (const [x, y] of [[3, 3], [side - 4, 3], [3, side - 4]]) eye(x, y, 4, [2, 4]);
  const n = v > 1 ? Math.floor(v / 7) + 2 : 0;
  const step = v === 32 ? 26 : Math.ceil((4 * v + 4) / (2 * n - 2)) * 2;
  const at = Array.from({ length: n }, (_, i) => (i ? side - 7 - step * (n - 1 - i) : 6));
  at.forEach((x, i) => at.forEach((y, j) => { if (![i + j, i + n - 1 - j, n - 1 - i + j].includes(0)) eye(x, y, 2, [1]); }));
  names(v, side, set);
  return grid;
}

// names writes the level and the mask, and from version 7 on the version.
function names(v, side, set) {
  const bit = (n, i) => (n >> i) & 1;
  const level = 0x5412; // this level, first mask, with its checks
  for (let i = 0; i < 15; i++) {
    set(8, i < 6 ? i : i < 8 ? i + 1 : side - 15 + i, bit(level, i));
    set(i < 8 ? side - 1 - i : i < 9 ? 7 : 14 - i, 8, bit(level, i));
  }
  set(8, side - 8, true);
  if (v < 7) return;
  let rest = v;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  for (let i = 0; i < 18; i++) {
    const dark = bit((v << 12) | rest, i);
    const [a, b] = [side - 11 + (i % 3), Math.floor(i / 3)];
    set(a, b, dark);
    set(b, a, dark);
  }
}

// qr is a text as a square of so many units and the rows of its dark ones as
// the path of an SVG; null when it is too long for any code.
export function qr(words) {
  const text = new TextEncoder().encode(words);
  let v = 1;
  while (v <= 40 && text.length + counter(v) + 0.5 > own(v)) v++;
  if (v > 40) return null;
  const grid = frame(v);
  write(grid, bytesOf(text, v));
  return { side: grid.length, path: grid.map(line).join("") };
}

// write lays bytes out where the frame leaves room: in columns two squares wide,
// from the right, up and down.
function write(grid, bytes) {
  const side = grid.length;
  let n = 0;
  for (let right = side - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let i = 0; i < side; i++) {
      const y = (right + 1) & 2 ? i : side - 1 - i;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== undefined) continue;
        grid[y][x] = Boolean(((bytes[n >> 3] >> (7 - (n & 7))) & 1) ^ ((x + y + 1) & 1));
        n++;
      }
    }
  }
}

// line is the dark runs of a row.
function line(row, y) {
  let out = "";
  for (let x = 0; x < row.length; x++) {
    const from = x;
    while (row[x]) x++;
    if (x > from) out += `M${from} ${y}h${x - from}v1h-${x - from}z`;
  }
  return out;
}
