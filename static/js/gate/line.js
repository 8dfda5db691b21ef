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
