// What changes elsewhere, as it happens: one stream of events, taken up again after every break.

const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const QUIET_MS = 2000; // a break shorter than this is not worth a word

let hear = {};
let source = null;
let seq = null;
let attempt = 0;
let retry = 0;
let quiet = 0;
let saidLost = false;

/** Whether changes come by themselves at this moment. */
export const isLive = () => source?.readyState === EventSource.OPEN;

/** Follow the person's changes; `handlers` has begun, change, reminder, lost and back. */
export function startLive(handlers) {
  hear = handlers;
  // A browser has six connections for all of a site's tabs: one that nobody sees keeps none of
  // them, and catches up when it is looked at again.
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : open()));
  window.addEventListener("online", () => { close(); open(); });
  open();
}

function open() {
  if (source || document.hidden) return;
  clearTimeout(retry);
  source = new EventSource(seq === null ? "/api/events" : `/api/events?since=${seq}`);
  source.addEventListener("ready", (event) => opened(event, seq === null));
  source.addEventListener("reset", (event) => opened(event, true));
  source.addEventListener("task-update", (event) => take(event, hear.change));
  source.addEventListener("reminder", (event) => take(event, hear.reminder));
  source.onerror = broken;
}

function opened(event, anew) {
  seq = Number(event.lastEventId);
  attempt = 0;
  expectNothing();
  if (saidLost) hear.back();
  saidLost = false;
  if (anew) hear.begun();
}

function take(event, handler) {
  seq = Number(event.lastEventId);
  handler(JSON.parse(event.data));
}

// Browsers differ in which breaks they mend themselves, and none says so: this mends them all.
function broken() {
  close();
  if (seq === null && attempt === 0) hear.begun(); // the page works without it too
  retry = setTimeout(open, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] * (0.5 + Math.random()));
  attempt += 1;
  quiet ||= setTimeout(() => { saidLost = true; hear.lost(); }, QUIET_MS);
}

function rest() {
  close();
  expectNothing();
}

function expectNothing() {
  clearTimeout(quiet);
  quiet = 0;
}

function close() {
  source?.close();
  source = null;
  clearTimeout(retry);
}
