// The shop as an app: registers the worker that shows a page where there is no network.
(() => {
  "use strict";

  const { worker } = document.currentScript.dataset;
  if (worker && "serviceWorker" in navigator) {
    addEventListener("load", () => navigator.serviceWorker.register(worker, { scope: "/" }).catch(() => {}));
  }
})();
