// What an ordinary page does for the phone that shows it. Before somebody signs
// out it says what is not sent yet; once they have, it forgets people and doors
// at once and sends what it can. Guest lists of events that are over go either way.

import { passOn } from "../gate/line.js";
import { openSafe as openGates } from "../gate/safe.js";
import { openSafe } from "./safe.js";
import { send } from "./send.js";
import { speak, t } from "./words.js";

const place = document.querySelector("[data-phone]");
const gone = place?.dataset.phone === "forget";

// here is whether an app was ever on this phone: looking makes no shelves.
const here = async (app) => !indexedDB.databases || (await indexedDB.databases()).some((d) => d.name === app);

async function show(n) {
  const lang = document.documentElement.lang;
  speak(lang, await (await fetch(`/door/words/${lang}.json`)).json());
  place.querySelector("p").textContent = gone ? [t("app.signed-out-text"), n && `${t("app.still-waiting", { n })}.`].filter(Boolean).join(" ") : t("app.sign-out-waiting", { n });
  place.hidden = false;
}

// gates forgets their guests at once, and then sends what they still hold.
async function gates(now) {
  const safe = await openGates();
  await safe.wipe(now);
  await passOn(safe);
  await safe.wipe(now);
}

async function look() {
  if (await here("barnstorm-gate")) gates(gone ? "9" : new Date().toISOString());
  if (!place || !(await here("barnstorm-door"))) return;
  const safe = await openSafe((close) => close());
  if (gone) await safe.wipe("", true);
  const waiting = await safe.waiting();
  if (gone || waiting) await show(waiting);
  if (gone && waiting) {
    await send(safe);
    await show(await safe.waiting());
  }
}

look();
