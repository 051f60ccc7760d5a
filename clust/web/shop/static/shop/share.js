// The device's own share sheet, where there is one; without it the link and the chips remain.
(() => {
  "use strict";

  if (!navigator.share) return;
  const reveal = (root) => {
    root.querySelectorAll("[data-share][hidden]").forEach((button) => {
      button.hidden = false;
    });
  };
  reveal(document);
  document.addEventListener("htmx:afterSettle", (event) => reveal(event.target));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const { share: url, shareTitle: title, shareText: text } = button.dataset;
    try {
      await navigator.share({ title, text, url });
    } catch {
      /* closed without sharing */
    }
  });
})();
