// How records come home: oldest first, at most a hundred at a time, one batch
// after the other, and nothing is let go of before the server has answered
// for it by its number. An answer without our marker is not ours: a captive
// portal says 200 to everything.

const most = 100;
const fates = ["stored", "duplicate", "conflict", "quarantined"];

// fatesOf is the answers to a batch, each under its own number, or null when
// they are not the answers to this one.
export function fatesOf(batch, records) {
  const whole = records.length === batch.rows.length && records.every((r, i) => (r.id || batch.rows[i].id) === batch.rows[i].id && fates.includes(r.answer));
  return whole ? records.map((r, i) => ({ ...r, id: batch.rows[i].id })) : null;
}

// isFull reports whether the house says that too much of whoever sends waits for a
// lead there.
const isFull = async (answer) => answer.status === 503 && (answer.headers.get("Content-Type") || "").includes("problem+json") && (await answer.json()).code === "quarantine-full";

// post sends one batch and is the answers, or says why there are none:
// "away" (try again later), "large" (try fewer), "foreign" (the key is not theirs),
// "full" (a lead has to decide first).
async function post(batch) {
  let answer;
  try {
    answer = await fetch("/api/v1/sync", {
      method: "POST", credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(30000),
      headers: { "Content-Type": "application/json", Accept: "application/json", Authorization: `Bearer ${batch.token}` },
      body: JSON.stringify({ now: new Date().toISOString(), waiting: batch.waiting, records: batch.records }),
    });
    if (answer.status === 413) return "large";
    if (await isFull(answer)) return "full";
    if (answer.headers.get("Barnstorm") !== "1") return "away";
    if (answer.status === 401) return "foreign";
    const { records } = await answer.json();
    return (answer.status === 200 && fatesOf(batch, records)) || "away";
  } catch {
    return "away";
  }
}

// send empties the queue as far as it can: true when nothing waits that could
// be sent. In foreign are the outings whose key the house does not know, in full
// those of which it takes nothing now: the others go on. One tab sends at a time.
export function send(safe, heard = () => {}, foreign = new Set(), full = new Set()) {
  return navigator.locks.request("barnstorm-send", async () => {
    foreign.clear();
    full.clear();
    for (let n = most; ; ) {
      const batch = await safe.oldest(n, new Set([...foreign, ...full]));
      if (!batch) return foreign.size + full.size === 0;
      const replies = await post(batch);
      if (replies === "foreign") foreign.add(batch.outing);
      else if (replies === "full") full.add(batch.outing);
      else if (replies === "large" && batch.rows.length > 1) n = Math.ceil(batch.rows.length / 2);
      else if (typeof replies === "string") return false;
      else {
        await safe.answered(batch, replies, new Date().toISOString());
        heard(replies, batch.outing);
      }
    }
  });
}

// A Sender sends by itself: at once when there is something new or the signal
// comes back, else after a pause that doubles up to five minutes. Each pause is
// drawn between half and whole, so that a thousand phones do not come at once.
export class Sender {
  constructor(safe, heard, strange) {
    Object.assign(this, { safe, heard, strange, foreign: new Set(), full: new Set(), pause: 1000, timer: 0, running: false, again: false });
    addEventListener("online", () => this.soon(Math.random() * 2000));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.soon(0));
  }

  soon(ms = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), ms);
  }

  async run() {
    if (this.running) return void (this.again = true);
    this.running = true;
    let done = false;
    try {
      done = await send(this.safe, this.heard, this.foreign, this.full);
      await this.strange(this.foreign, this.full);
    } catch (e) {
      done = false; // what fails on this phone is tried again, as what fails on the way
      console.warn("not sent", e.name);
    } finally {
      this.running = false;
    }
    this.pause = done ? 1000 : Math.min(this.pause * 2, 300000);
    if (this.again && done) this.soon(0);
    else if (!done) this.soon(this.pause * (0.5 + Math.random() / 2));
    this.again = false;
  }
}

// receipt is the short code of a set of records, as the server works it out:
// the first 30 bits of the SHA-256 of their sorted numbers.
export async function receipt(ids) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode([...ids].sort().join("\n"))));
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let bits = 0n;
  for (const b of sum.slice(0, 4)) bits = (bits << 8n) | BigInt(b);
  let code = "";
  for (let i = 0; i < 6; i++) code += letters[Number((bits >> BigInt(27 - 5 * i)) & 31n)];
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}
