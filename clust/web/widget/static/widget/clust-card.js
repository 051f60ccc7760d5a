/* <clust-card campaign="7"></clust-card>: a clust on your page, live. One request, then its price. */
(() => {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const EVERY = 20, FEWEST = 1, SVG = "http://www.w3.org/2000/svg";
  const css = new CSSStyleSheet();
  css.replaceSync(`
:host{--paper:var(--clust-paper,#fff);--ink:var(--clust-ink,#1e1633);--soft:var(--clust-soft,#5b5470);--line:var(--clust-line,#e4ddd2);--accent:var(--clust-accent,#f2592a);--on:var(--clust-on-accent,#1e1633);--price:var(--clust-price,#b93a0e);--step:var(--clust-step,#ece5da);display:block;box-sizing:border-box;height:var(--clust-height,17rem);max-width:26rem;contain:content;color:var(--ink)}
:host([hidden]){display:none}
:host([theme=dark]){--paper:var(--clust-paper,#1e1633);--ink:var(--clust-ink,#fbf8f3);--soft:var(--clust-soft,#c9c2d8);--line:var(--clust-line,#453a63);--price:var(--clust-price,#ff9f7d);--step:var(--clust-step,#3a2f57)}
@media (prefers-color-scheme:dark){:host([theme=auto]){--paper:var(--clust-paper,#1e1633);--ink:var(--clust-ink,#fbf8f3);--soft:var(--clust-soft,#c9c2d8);--line:var(--clust-line,#453a63);--price:var(--clust-price,#ff9f7d);--step:var(--clust-step,#3a2f57)}}
.card{box-sizing:border-box;height:100%;display:flex;flex-direction:column;gap:.35rem;padding:1rem 1.1rem;background:var(--paper);border:1px solid var(--line);border-radius:var(--clust-radius,1rem);font:var(--clust-font,400 1rem/1.35 system-ui,sans-serif);overflow:hidden}
h2,p{margin:0;font:inherit}h2{font-weight:700;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
h2 a{color:inherit;text-decoration:none}h2 a:hover{text-decoration:underline}
.now{display:flex;align-items:baseline;gap:.5rem;flex-wrap:wrap}.price{font-size:1.75em;font-weight:800;color:var(--price);font-variant-numeric:tabular-nums}
.small{font-size:.875em;color:var(--soft)}svg{display:block;flex:1;min-height:0;width:100%}
.foot{display:flex;justify-content:space-between;align-items:center;gap:.75rem}
.go{background:var(--accent);color:var(--on);font-weight:700;text-decoration:none;padding:.5rem .9rem;border-radius:.6rem;white-space:nowrap}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
a:focus-visible{outline:3px solid var(--clust-focus,#4a2fbd);outline-offset:2px}
.fell .price{animation:fall .6s}@keyframes fall{from{transform:translateY(-.4em);opacity:.3}}
@media (prefers-reduced-motion:reduce){.fell .price{animation:none}}`);

  const make = (name, part, words) => {
    const made = document.createElement(name);
    if (part) { made.className = part; made.setAttribute("part", part); }
    if (words) made.textContent = words;
    return made;
  };

  function ladder(said) {
    const picture = document.createElementNS(SVG, "svg"), steps = said.ladder;
    picture.setAttribute("viewBox", "0 0 100 40");
    picture.setAttribute("preserveAspectRatio", "none");
    picture.setAttribute("aria-hidden", "true");
    const most = steps[0][1], least = steps[steps.length - 1][1], wide = 100 / steps.length;
    steps.forEach(([, cents], place) => {
      const step = document.createElementNS(SVG, "rect");
      const tall = 12 + (most > least ? 28 * (cents - least) / (most - least) : 14);
      const told = { x: place * wide + .5, y: 40 - tall, width: Math.max(wide - 1, .5), height: tall, rx: 1 };
      for (const [name, value] of Object.entries(told)) step.setAttribute(name, value);
      step.setAttribute("fill", place === said.step ? "var(--accent)" : "var(--step)");
      picture.append(step);
    });
    return picture;
  }

  customElements.define("clust-card", class extends HTMLElement {
    static observedAttributes = ["campaign", "lang"];
    #root = this.attachShadow({ mode: "open" });
    #said = null; #tag = ""; #timer = 0; #stream = null; #seen = null;

    connectedCallback() {
      this.#root.adoptedStyleSheets = [css];
      if (!this.#root.firstChild) this.#root.append(make("div", "card"));
      this.#seen = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) ? this.#watch() : this.#rest());
      this.#load().then(() => this.isConnected && this.#seen?.observe(this));
    }
    disconnectedCallback() { this.#rest(); this.#seen?.disconnect(); this.#seen = null; }
    attributeChangedCallback(_, was) { if (was !== null && this.isConnected) { this.#tag = ""; this.#load(); } }

    async #load() {
      const number = this.getAttribute("campaign") || "";
      const language = this.getAttribute("lang") || this.closest("[lang]")?.lang || "";
      try {
        const answer = await fetch(`${home}/widget/campaigns/${encodeURIComponent(number)}.json?lang=${encodeURIComponent(language.slice(0, 2))}`, { credentials: "omit", headers: this.#tag ? { "If-None-Match": this.#tag } : {} });
        if (answer.status === 304) return;
        if (answer.status === 404) return this.#said || this.#fallBack((await answer.json()).words);
        if (!answer.ok) throw new Error(answer.status);
        this.#tag = answer.headers.get("ETag") || "";
        this.#show(await answer.json());
      } catch { if (!this.#said) this.#fallBack(); }
    }

    #show(said) {
      const was = this.#said, card = make("div", "card"), title = make("h2", "title");
      this.#said = said;
      const link = (words, part) => {
        const made = make("a", part, words);
        made.href = this.#way(said.url);
        if (this.hasAttribute("framed")) made.target = "_top";
        return made;
      };
      title.append(link(said.title, "link"));
      const now = make("p", "now");
      now.append(make("span", "small", said.label), make("span", "price", said.price));
      const foot = make("div", "foot");
      foot.append(make("span", "small", said.time), link(said.join, "go"));
      card.lang = said.language;
      card.append(title, now, make("p", "small", said.note), ladder(said), foot);
      if (was && said.cents < was.cents) card.classList.add("fell");
      const spoken = this.#root.querySelector("[role=status]") || make("p", "spoken");
      if (!spoken.isConnected) {
        spoken.setAttribute("role", "status");
        this.#root.append(spoken);
      }
      if (was && said.cents !== was.cents) spoken.textContent = `${said.label} ${said.price}`;
      this.#root.querySelector(".card").replaceWith(card);
    }

    #way(url) {
      const partner = this.getAttribute("link");
      return partner ? `${home}/r/${encodeURIComponent(partner)}/?to=${encodeURIComponent(new URL(url).pathname)}` : url;
    }

    #fallBack(words) {
      const card = this.#root.querySelector(".card");
      if (!card.firstChild) card.append(make("slot", "", words));
    }

    #watch() {
      if (!this.#said || this.#timer || this.#stream || !this.#said.moves) return;
      const every = Math.max(Number(this.getAttribute("every")) || 0, FEWEST);
      if (this.hasAttribute("every")) return this.#poll(every);
      this.#stream = new EventSource(this.#said.live);
      this.#stream.onmessage = (event) => {
        if (JSON.parse(event.data).version !== this.#said.version) this.#soon();
      };
      this.#stream.onerror = () => {
        if (this.#stream?.readyState !== EventSource.CLOSED) return;
        this.#stream = null;
        this.#poll(EVERY);
      };
    }

    #poll(every) { this.#timer = setInterval(() => document.hidden || this.#load(), every * 1000); }
    #soon() { if (!this.#timer) this.#timer = setTimeout(() => { this.#timer = 0; this.#load(); }, 500 + Math.random() * 2500); }
    #rest() { clearInterval(this.#timer); this.#timer = 0; this.#stream?.close(); this.#stream = null; }
  });
})();
