// Leads through the story: says the next thing to do, lights it up, notices that it was done.
import { STORY } from "./story.js";
import { t, language } from "./words.js";
import { el, icon } from "./render.js";

const LOOKS_BACK = { client: 2, group: 6, private: 2 }; // the bot's newest messages in which a button is looked for

export class Coach {
  // `app`: store, panes {client, group, private}, frame, show(pane)
  constructor(app, strip, toggle) {
    Object.assign(this, { app, strip, toggle, at: 0, lit: null });
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
    if (!step || (this.pane(step) !== pane && this.app.panes[step.or] !== pane)) return;
    const pressed = (wish.do === "press" || wish.do === "key") && step.button?.test(label ?? wish.text ?? "");
    const typed = wish.do === "text" && step.type;
    if (pressed || typed) {
      this.at += 1;
      this.doneAt = before;
    }
    this.look();
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
    return key ? { key } : null;
  }

  look() {
    if (!this.open) return;
    let index = this.at;
    if (!this.ready(STORY[index] ?? {}, true)) {
      const later = STORY.findIndex((step, i) => i > this.at && !step.done && !step.must && this.ready(step, false));
      if (later > 0 && !STORY[index]?.must) index = this.at = later;
      else if (!STORY[index]?.done) index = -1;
    }
    this.draw(index);
  }

  draw(index) {
    this.strip.hidden = false;
    this.toggle.setAttribute("aria-pressed", "true");
    const step = STORY[index];
    const done = index < 0 ? this.at : index;
    const meter = el("span", { class: "meter", "aria-hidden": "true" }, el("i", { style: `width:${Math.round((done / (STORY.length - 1)) * 100)}%` }));
    const words = el("p", {}, step ? step[language] : t("waiting"));
    const buttons = [];
    if (step?.type) buttons.push(el("button", { type: "button", class: "primary", onclick: () => this.insert(step) }, t("insert")));
    if (step && !step.done && !step.type) buttons.push(el("button", { type: "button", onclick: () => this.show(step) }, t("show_me")));
    if (!step) buttons.push(el("button", { type: "button", onclick: () => { this.at = Math.min(this.at + 1, STORY.length - 1); this.look(); } }, t("onward")));
    if (step?.done) buttons.push(el("button", { type: "button", onclick: () => this.close() }, "OK"));
    const close = el("button", { type: "button", class: "tool", title: t("skip"), "aria-label": t("skip"), onclick: () => this.close() }, icon("close"));
    const drawn = `${index} ${language}`;
    if (drawn !== this.drawn || !this.strip.childElementCount) this.strip.replaceChildren(meter, words, el("span", { class: "story-acts" }, ...buttons, close));
    this.drawn = drawn;
    this.light(step ?? null);
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

  light(step) {
    const node = step && !step.done ? this.target(step) : null;
    if (this.lit !== node) this.lit?.classList.remove("lit");
    node?.classList.add("lit");
    this.lit = node;
    this.app.lightTab(step && !step.done ? this.pane(step) : null);
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
  }
}
