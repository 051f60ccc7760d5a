// Notices on this screen: asks the browser for its address and keys, and tells the shop.
(() => {
  "use strict";

  const box = document.querySelector("[data-screens]");
  if (!box || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const on = box.querySelector("[data-screens-on]");
  const off = box.querySelector("[data-screens-off]");
  const said = box.querySelector("[data-screens-said]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;

  /** The server's key, as the browser wants it. */
  function keyBytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4);
    return Uint8Array.from(atob(padded), (char) => char.charCodeAt(0));
  }

  const registered = () => navigator.serviceWorker.register(box.dataset.worker, { scope: "/" }).then(() => navigator.serviceWorker.ready);

  async function tell(address, values) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...values });
    const answer = await fetch(address, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  }

  async function add() {
    const registration = await registered();
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(box.dataset.key) });
    const { endpoint, keys } = subscription.toJSON();
    await tell(box.dataset.add, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
  }

  async function end() {
    const registration = await registered();
    const subscription = await registration.pushManager.getSubscription();
    if (!subscription) return;
    await tell(box.dataset.end, { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }

  async function show() {
    const registration = await registered();
    const has = Boolean(await registration.pushManager.getSubscription());
    on.hidden = has;
    off.hidden = !has;
  }

  async function attempt(work) {
    said.textContent = "";
    try {
      await work();
      await show();
    } catch {
      said.textContent = Notification.permission === "denied" ? said.dataset.denied : said.dataset.failed;
    }
  }

  on.addEventListener("click", () => attempt(add));
  off.addEventListener("click", () => attempt(end));
  box.hidden = false;
  document.querySelector("[data-screens-none]").hidden = true;
  show().catch(() => {});
})();
