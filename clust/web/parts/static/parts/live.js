// The price on the page follows the server; without this file the page is simply not live.
(() => {
  "use strict";

  const POLL_MS = 5000;
  const JITTER_MS = 800;
  const STALE_MS = 1000;
  const RETRY_MS = 3000;
  const RETRY_MAX_MS = 30000;

  const voice = () => document.querySelector("[data-live-voice]");

  /** Keep one [data-live] element as fresh as its fragment. */
  function follow(root) {
    const { fragmentUrl, liveUrl } = root.dataset;
    const target = root.querySelector("[data-live-fragment]");
    let version = Number(root.dataset.liveVersion || 0);
    let stage = root.dataset.liveStage;
    let stream = null;
    let asked = 0;
    let soon = null;
    let polling = null;
    let retry = RETRY_MS;

    function priceCents() {
      const holder = root.querySelector("[data-price-cents]");
      return holder ? Number(holder.dataset.priceCents) : null;
    }

    function shownVersion() {
      const holder = target.querySelector("[data-version]");
      return holder ? Number(holder.dataset.version) : version;
    }

    function speak() {
      const words = root.querySelector("[data-live-announce]");
      if (words && voice()) voice().textContent = words.dataset.liveAnnounce;
    }

    function show(html) {
      const before = priceCents();
      target.innerHTML = html;
      if (window.htmx) window.htmx.process(target);
      const now = priceCents();
      if (now !== before) speak();
      if (before !== null && now !== null && now < before) {
        root.querySelectorAll("[data-live-text='price']").forEach((el) => el.classList.add("price-fell"));
      }
      if (shownVersion() < version) refreshIn(STALE_MS);
    }

    async function refresh() {
      soon = null;
      const number = ++asked;
      try {
        const answer = await fetch(fragmentUrl, { credentials: "same-origin" });
        if (answer.ok && number === asked) show(await answer.text());
      } catch {
        /* offline: the next message or poll asks again */
      }
    }

    function refreshIn(milliseconds) {
      if (soon === null) soon = setTimeout(refresh, milliseconds);
    }

    /** Readers of one clust do not all ask in the same instant. */
    function refreshSoon() {
      refreshIn(Math.random() * JITTER_MS);
    }

    function startPolling() {
      root.dataset.liveState = "poll";
      if (polling === null) polling = setInterval(() => document.hidden || refresh(), POLL_MS);
    }

    function stopPolling() {
      root.dataset.liveState = "open";
      clearInterval(polling);
      polling = null;
    }

    function heard(event) {
      const news = JSON.parse(event.data);
      retry = RETRY_MS;
      const known = news.version === version && (!stage || news.stage === stage);
      if (String(news.campaign) !== root.dataset.live || news.version < version || known) return;
      version = news.version;
      stage = news.stage;
      refreshSoon();
    }

    function listen() {
      stream = new EventSource(liveUrl);
      stream.addEventListener("open", stopPolling);
      stream.addEventListener("message", heard);
      stream.addEventListener("error", () => {
        stream.close();
        startPolling();
        setTimeout(listen, retry * (0.5 + Math.random()));
        retry = Math.min(retry * 2, RETRY_MAX_MS);
      });
    }

    const start = () => (liveUrl && "EventSource" in window ? listen() : startPolling());
    addEventListener("pagehide", () => stream && stream.close());
    addEventListener("pageshow", (event) => event.persisted && start());
    start();
  }

  /** Copy buttons: [data-copy="#id-of-a-field"]. */
  function copyOnClick(event) {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value).then(() => {
      button.textContent = button.dataset.copied;
      if (voice()) voice().textContent = button.dataset.copied;
    });
  }

  document.querySelectorAll("[data-live]").forEach(follow);
  document.addEventListener("click", copyOnClick);
})();
