// The menu of the desks: on a narrow screen a strip, in which where one is comes into view.
(() => {
  "use strict";

  const here = document.querySelector(".desk-side .links [aria-current]");
  if (here) here.scrollIntoView({ block: "nearest", inline: "center" });
})();
