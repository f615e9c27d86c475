// Leads through the story: says the next thing to do, lights it up, notices that it was done.
import { STORY } from "./story.js";
import { t, language } from "./words.js";
import { el, icon } from "./render.js";

const LOOKS_BACK = { client: 1, group: 30, private: 2 }; // the bot's newest messages in which a button is looked for
const PATIENCE = 2500; // milliseconds until an answer that has not come is taken for a way of one's own

export class Coach {
  // `app`: store, panes {client, group, private}, frame, show(pane)
  constructor(app, strip, toggle) {
    Object.assign(this, { app, strip, toggle, at: 0, lit: null, strayed: false, busy: 0 });
    toggle.addEventListener("click", () => (this.open ? this.close() : this.start()));
  }

  begin() {
    let seen = null;
    try { seen = localStorage.getItem("story"); } catch { /* private mode */ }
    if (!seen && !this.app.store.any()) this.start();
    else this.close();
  }

  start() {
    this.open = true;
    this.strayed = false;
    this.at = 0;
    this.look();
  }

  close() {
    this.open = false;
    this.remember("closed");
    this.light(null);
    this.strip.hidden = true;
    this.toggle.setAttribute("aria-pressed", "false");
  }

  remember(what) { try { localStorage.setItem("story", what); } catch { /* private mode */ } }

  // Something was done by the person: if it is what the step wanted, the story goes on.
  did(pane, wish, label, before) {
    if (!this.open) return;
    const step = STORY[this.at];
    if (!step) return;
    const here = this.pane(step) === pane || this.app.panes[step.or] === pane;
    const pressed = (wish.do === "press" || wish.do === "key") && step.button?.test(label ?? wish.text ?? "");
    const typed = wish.do === "text" && step.type;
    if (here && (pressed || typed)) {
      this.at += 1;
      this.doneAt = before;
      this.strayed = false;
    } else this.strayed = true;
    this.since = performance.now();
    this.look();
  }

  // The person moved the clock.
  strays() {
    if (!this.open || STORY[this.at]?.wait) return;
    this.since = performance.now();
  }

  pane(step) { return (step.must && this.spokeLast(step)) || this.app.panes[step.pane]; }

  ready(step, first) {
    const pane = this.pane(step);
    const messages = this.app.store.in(pane.place);
    if (step.fresh) return first;
    if (step.done) return first;
    if (step.button && this.find(step)) return true;
    if (!step.asked || !first) return false;
    const last = messages.filter((m) => m.bot && !m.service).at(-1);
    if (step.must) return this.spokeLast(step) !== null;
    const next = STORY[STORY.indexOf(step) + 1];
    return Boolean(last && step.asked.test(last.text) && !last.rows?.flat().some((b) => next.button?.test(b.text)));
  }

  // The pane of a `must` step in which the bot said something since the last thing done.
  spokeLast(step) {
    const said = [step.pane, step.or].filter(Boolean).map((name) => this.app.panes[name])
      .filter((pane) => this.app.store.in(pane.place).some((m) => m.bot && !m.service && this.app.store.age(m) >= (this.doneAt ?? 0)));
    return said[0] ?? null;
  }

  find(step) {
    const pane = this.pane(step);
    const near = this.app.store.in(pane.place).filter((m) => m.bot && !m.service).slice(-LOOKS_BACK[step.pane]).reverse();
    for (const message of near) {
      for (const row of message.rows ?? []) for (const button of row) if (step.button.test(button.text)) return { message, text: button.text };
    }
    const keys = this.app.frame.keyboards?.[pane.place]?.rows.flat() ?? [];
    const key = keys.find((text) => step.button.test(text));
    return key ? { key, text: key } : null;
  }

  // The step that can be done now: this one, else a later one, else, for who went another way, an earlier one.
  step() {
    const now = STORY[this.at];
    if (!now || this.ready(now, true)) return this.at;
    if (now.done) return this.at;
    if (now.must) return -1;
    const later = STORY.findIndex((step, i) => i > this.at && !step.done && !step.must && this.ready(step, false));
    if (later > 0) return later;
    if (!this.strayed || !this.impatient()) return -1;
    return STORY.findLastIndex((step, i) => i < this.at && step.returns && this.ready(step, false));
  }

  impatient() { return performance.now() - (this.since ?? 0) > PATIENCE; }

  look() {
    if (!this.open || this.busy) return; // news may come before the answer to what the person did
    clearTimeout(this.later);
    const index = this.step();
    if (index >= 0) this.at = index;
    else if (!this.impatient()) this.later = setTimeout(() => this.look(), PATIENCE);
    this.draw(index);
  }

  words(step) {
    if (!step) {
      const wait = STORY[this.at]?.wait;
      if (wait && !this.strayed) return [wait[language]];
      return [t(this.impatient() ? "aside" : "waiting")];
    }
    const found = step.button && !step.type ? this.find(step) : null;
    return found ? [`${step[language]} ${t("press")} `, el("b", {}, `«${found.text.trim()}»`), "."] : [step[language]];
  }

  draw(index) {
    this.strip.hidden = false;
    this.toggle.setAttribute("aria-pressed", "true");
    const step = STORY[index];
    const meter = el("span", { class: "meter", "aria-hidden": "true" }, el("i", { style: `width:${Math.round((this.at / (STORY.length - 1)) * 100)}%` }));
    const words = el("p", {}, ...this.words(step));
    const inserted = step?.type && this.pane(step).input.value === step.type;
    const buttons = [];
    const act = (word, run, primary) => buttons.push(el("button", { type: "button", class: primary ? "primary" : "", onclick: run }, t(word)));
    if (inserted) act("send", () => this.pane(step).submit(), true);
    else if (step?.type) act("insert", () => this.insert(step), true);
    else if (step && !step.done) act("show_me", () => this.show(step));
    else if (step?.done) act("again", () => this.start());
    else if (this.impatient() && !STORY[this.at]?.wait) act("onward", () => { this.at = Math.min(this.at + 1, STORY.length - 1); this.look(); });
    const close = el("button", { type: "button", class: "tool", title: t("skip"), "aria-label": t("skip"), onclick: () => this.close() }, icon("close"));
    const drawn = `${words.textContent} ${buttons.map((one) => one.textContent)} ${this.at}`;
    if (drawn !== this.drawn || !this.strip.childElementCount) this.strip.replaceChildren(meter, words, el("span", { class: "story-acts" }, ...buttons, close));
    this.drawn = drawn;
    this.light(step ?? (this.strayed ? null : STORY[this.at]), Boolean(step));
    if (step?.done) this.remember("done");
  }

  target(step) {
    const pane = this.pane(step);
    const found = step.button ? this.find(step) : null;
    if (found?.message) {
      const article = pane.list.querySelector(`[data-key="${CSS.escape(found.message.key)}"]`);
      return [...(article?.querySelectorAll(".button") ?? [])].find((node) => node.textContent.trim() === found.text.trim());
    }
    if (found?.key) return [...pane.keys.querySelectorAll(".key")].find((node) => node.textContent === found.key);
    return step.type ? pane.form : null;
  }

  // `ready`: the step can be done; otherwise its wait may be shortened by the clock.
  light(step, ready = true) {
    const node = !step || step.done ? null : ready ? this.target(step) : step.wait ? document.querySelector("[data-next]") : null;
    if (this.lit !== node) this.lit?.classList.remove("lit");
    node?.classList.add("lit");
    this.lit = node;
    this.app.lightTab(step && ready && !step.done ? this.pane(step) : null);
  }

  show(step) {
    this.app.show(this.pane(step));
    this.light(step);
    this.lit?.scrollIntoView({ block: "center", behavior: "smooth" });
    this.lit?.focus({ preventScroll: true });
  }

  insert(step) {
    const pane = this.pane(step);
    this.app.show(pane);
    pane.input.value = step.type;
    pane.fit();
    pane.input.focus();
    this.look();
  }
}
