// What passes between a gate and the server: opening it, and sending taps. An
// answer without our marker is not ours: a captive portal says 200 to everything.

async function ask(path, about, body) {
  try {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(20000), ...about,
      headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}), ...about.headers }, body: body && JSON.stringify(body),
    });
    const kind = answer.headers.get("Content-Type") || "";
    if (!kind.includes("json") || answer.status >= 500) return null;
    const said = await answer.json();
    return answer.headers.get("Barnstorm") === "1" || (kind.includes("problem+json") && said.code) ? { status: answer.status, said } : null;
  } catch {
    return null;
  }
}

// open makes this phone a gate of the event, in the name of whoever is signed in.
export async function open(event, id, name) {
  const first = await ask(`/lead/${event}`, {});
  if (!first || first.status !== 200) return first;
  return ask(`/lead/${event}/open`, { headers: { "X-CSRF-Token": first.said.csrf } }, { id, name });
}

// pass sends taps, oldest first, and hears what happened elsewhere. It is null
// where there is no signal.
export function pass(gate, taps) {
  return ask("/api/v1/gate", { credentials: "omit", headers: { Authorization: `Bearer ${gate.key}` } }, {
    now: new Date().toISOString(), since: gate.since,
    entries: taps.map(({ id, rsvp, way, name, shift, pool, people, at }) => ({ id, rsvp: rsvp || "", way, name: name || "", shift, pool, people, at })),
  });
}

const most = 200; // taps that are sent at once

// fared notes of taps how the server took each: what it would not have never counts.
export function fared(taps, fates) {
  taps.forEach((x, i) => { if (fates?.[i] && !["stored", "duplicate"].includes(fates[i])) x.refused = fates[i]; });
  return taps;
}

// passOn sends what the other gates of this phone still hold: nobody opens the page
// of an event that is over, and a key ends a week later. One that the server does
// not know any more is not tried again.
export async function passOn(safe, but = "") {
  for (const { gate, taps } of await safe.unsent()) {
    for (let i = 0; gate.event !== but && !gate.dead && i < taps.length; i += most) {
      const some = taps.slice(i, i + most);
      const answer = await pass(gate, some);
      if (answer?.status === 401) await safe.keepGate({ ...gate, dead: true });
      if (answer?.status !== 200) break;
      await safe.keepTaps(fared(some, answer.said.fates), true);
    }
  }
}
