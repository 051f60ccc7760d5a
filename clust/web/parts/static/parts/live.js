// The price on the page follows the server; without this file the page is simply not live.
(() => {
  "use strict";

  const POLL_MS = 5000;
  const JITTER_MS = 800;
  const RETRY_MS = 3000;
  const RETRY_MAX_MS = 30000;

  /** Keep one [data-live] element as fresh as its fragment. */
  function follow(root) {
    const fragmentUrl = root.dataset.fragmentUrl;
    const target = root.querySelector("[data-live-fragment]") || root;
    const voice = document.querySelector("[data-live-voice]");
    let version = Number(root.dataset.liveVersion || 0);
    let asked = 0;
    let waitingFetch = null;
    let polling = null;
    let retry = RETRY_MS;

    const priceCents = () => {
      const holder = root.querySelector("[data-price-cents]");
      return holder ? Number(holder.dataset.priceCents) : null;
    };

    function speak() {
      const text = root.querySelector("[data-live-announce]");
      if (voice && text) voice.textContent = text.dataset.liveAnnounce;
    }

    function show(html, before) {
      target.innerHTML = html;
      if (window.htmx) window.htmx.process(target);
      const now = priceCents();
      if (before === null || now === null || now === before) return;
      speak();
      if (now < before) {
        root.querySelectorAll("[data-live-text='price']").forEach((el) => el.classList.add("price-fell"));
        document.dispatchEvent(new CustomEvent("clust:price-fell", { detail: { from: before, to: now } }));
      }
    }

    async function refresh() {
      waitingFetch = null;
      const number = ++asked;
      const before = priceCents();
      try {
        const answer = await fetch(fragmentUrl, { headers: { "X-Live": "1" }, credentials: "same-origin" });
        if (!answer.ok || number !== asked) return;
        show(await answer.text(), before);
      } catch {
        /* the next message or poll asks again */
      }
    }

    /** Readers of one clust do not all ask in the same instant. */
    function refreshSoon() {
      if (waitingFetch === null) waitingFetch = setTimeout(refresh, Math.random() * JITTER_MS);
    }

    function startPolling() {
      root.dataset.liveState = "poll";
      if (polling === null) polling = setInterval(() => document.hidden || refresh(), POLL_MS);
    }

    function stopPolling() {
      root.dataset.liveState = "open";
      clearInterval(polling);
      polling = null;
      retry = RETRY_MS;
    }

    function heard(event) {
      const news = JSON.parse(event.data);
      if (String(news.campaign) !== root.dataset.live || news.version <= version) return;
      version = news.version;
      refreshSoon();
    }

    function listen() {
      if (!root.isConnected) return;
      const stream = new EventSource(root.dataset.liveUrl);
      stream.addEventListener("open", () => {
        if (polling !== null) refreshSoon();
        stopPolling();
      });
      stream.addEventListener("message", heard);
      stream.addEventListener("error", () => {
        stream.close();
        startPolling();
        setTimeout(listen, retry * (0.5 + Math.random()));
        retry = Math.min(retry * 2, RETRY_MAX_MS);
      });
      addEventListener("pagehide", () => stream.close(), { once: true });
    }

    addEventListener("pageshow", (event) => event.persisted && (refreshSoon(), root.dataset.liveUrl && listen()));
    if (root.dataset.liveUrl && "EventSource" in window) listen();
    else startPolling();
  }

  /** Copy buttons: [data-copy="#id-of-input"]. */
  function copyOnClick(event) {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    const field = document.querySelector(button.dataset.copy);
    navigator.clipboard.writeText(field.value).then(() => {
      const voice = document.querySelector("[data-live-voice]");
      if (voice) voice.textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    });
  }

  document.querySelectorAll("[data-live]").forEach(follow);
  document.addEventListener("click", copyOnClick);
})();
