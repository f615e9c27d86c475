// One chat as one person sees it: header, messages, the bot's keyboard, the place to write.
import { t, dayName, dayKey } from "./words.js";
import { el, icon, bubble, serviceLine, quoteText } from "./render.js";

const ATTACHMENTS = ["photo", "document", "album", "voice"];
const NEAR = 120; // pixels from the end: closer than that, new messages scroll into view

export class Pane {
  // `app`: act(wish), store, isVisible(pane), changed(). `place`: "group" or a person's id as text.
  constructor(app, { id, kind }) {
    Object.assign(this, { app, id, kind, place: null, actor: null, name: "", reply: null, editing: null, unread: false, drafts: new Map() });
    this.list = el("div", { class: "list", role: "log", "aria-live": "polite", tabindex: "0" });
    this.title = el("h2");
    this.about = el("small");
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.quote = el("div", { class: "replying", hidden: true });
    this.keys = el("div", { class: "keys", role: "group", hidden: true });
    this.pinned = el("button", { type: "button", class: "pinned", hidden: true, onclick: () => this.jump(this.pinned.dataset.to) });
    this.notes = el("div", { class: "notes", role: "status", "aria-live": "polite" });
    this.menu = el("div", { class: "menu", hidden: true });
    this.input = el("textarea", { rows: "1", autocomplete: "off", enterkeyhint: "send" });
    this.attach = el("button", { type: "button", class: "tool attach", "aria-haspopup": "true", "aria-expanded": "false", onclick: () => this.toggle("attach") }, icon("clip"));
    this.slash = el("button", { type: "button", class: "tool slash", "aria-haspopup": "true", "aria-expanded": "false", onclick: () => this.toggle("commands") }, "/");
    this.send = el("button", { type: "submit", class: "tool send" }, icon("send"));
    this.form = el("form", { class: "composer" }, this.attach, this.slash, this.input, this.send);
    this.root = el("section", { class: `pane ${kind}`, id: `pane-${id}` },
      el("header", {}, this.avatar, el("div", {}, this.title, this.about)),
      this.pinned, this.notes, this.list, el("footer", {}, this.menu, this.quote, this.form, this.keys));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("focus", () => this.seen());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
      if (event.key === "Escape") this.drop();
    });
    this.root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
    this.list.addEventListener("scroll", () => { this.away = !this.atEnd(); if (!this.away) this.seen(); }, { passive: true });
    // a strip opened above or a keyboard below must not hide the newest message
    new ResizeObserver(() => { if (!this.away) this.list.scrollTop = this.list.scrollHeight; }).observe(this.list);
  }

  sit(place, actor, name, title) {
    if (this.place !== null) this.drafts.set(`${this.actor}@${this.place}`, this.input.value);
    Object.assign(this, { place, actor, name });
    this.titleText = title;
    this.reply = this.editing = null;
    this.input.value = this.drafts.get(`${actor}@${place}`) ?? "";
    this.redraw();
  }

  redraw() {
    const about = { client: t("client"), group: t("group_about"), private: t("private_about") }[this.kind];
    this.title.textContent = this.titleText;
    this.about.textContent = this.app.frame.blocked?.includes(this.actor) && this.kind !== "group" ? `${about} · ${t("blocked")}` : about;
    this.avatar.textContent = this.titleText.slice(0, 1);
    this.avatar.dataset.tint = this.kind === "group" ? "group" : String(this.actor % 5);
    this.list.setAttribute("aria-label", `${t("messages")}: ${this.titleText}`);
    this.input.placeholder = t("write");
    this.input.setAttribute("aria-label", t("write_to") + this.name);
    for (const [button, word] of [[this.attach, "attach"], [this.slash, "commands"], [this.send, "send"]]) { button.title = t(word); button.setAttribute("aria-label", t(word)); }
    this.list.replaceChildren();
    this.day = null;
    for (const message of this.app.store.in(this.place)) this.put(message);
    this.empty();
    this.around();
    this.fit();
    this.list.scrollTop = this.list.scrollHeight;
  }

  // Frame around the messages: what is pinned, keyboard, quote, menu.
  around() {
    this.pinBar();
    const board = this.kind === "group" ? null : this.app.frame.keyboards?.[this.place];
    this.keys.hidden = !board;
    const drawn = JSON.stringify(board ?? null);
    if (drawn !== this.drawnKeys) {
      this.drawnKeys = drawn;
      this.keys.setAttribute("aria-label", t("keyboard"));
      this.keys.replaceChildren(...(board?.rows ?? []).map((row) => el("div", { class: "row" }, ...row.map((text) =>
        el("button", { type: "button", class: "key", onclick: () => this.act({ do: "key", text }) }, text)))));
    }
    this.slash.hidden = !(this.app.frame.commands?.[`${this.actor}@${this.place}`]?.length);
    this.quoteBar();
  }

  // As in the apps: the newest of what is pinned, in one line over the chat; a press leads to it.
  pinBar() {
    const message = this.app.store.in(this.place).findLast((one) => one.pinned);
    this.pinned.hidden = !message;
    if (!message || this.pinned.textContent === t("pinned_one") + quoteText(message)) return;
    this.pinned.dataset.to = message.key;
    this.pinned.replaceChildren(el("b", {}, t("pinned_one")), el("span", {}, quoteText(message)));
  }

  jump(key) { this.list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" }); }

  quoteBar() {
    const target = this.editing ?? this.reply ?? this.asked();
    this.quote.hidden = !target;
    this.input.placeholder = (target === this.asked() && target?.force_reply.placeholder) || this.app.frame.keyboards?.[this.place]?.placeholder || t("write");
    if (!target) return;
    const close = el("button", { type: "button", class: "tool", "aria-label": t("cancel"), title: t("cancel"), onclick: () => this.drop() }, icon("close"));
    this.quote.replaceChildren(icon(this.editing ? "edit" : "reply"), el("span", {}, el("b", {}, this.editing ? t("editing") : target.name), el("span", {}, quoteText(target))), close);
  }

  // A question that wants this person's reply (ForceReply), until it is answered or waved away.
  asked() {
    const said = this.app.store.in(this.place);
    const question = said.slice(-8).findLast((m) => m.force_reply && (!m.force_reply.whom || m.force_reply.whom.includes(this.actor)));
    if (!question || this.declined === question.key) return null;
    const answered = said.some((m) => m.reply?.key === question.key && m.who === this.actor);
    return answered ? null : question;
  }

  drop() {
    if (this.editing) this.input.value = "";
    else if (!this.reply) this.declined = this.asked()?.key;
    this.editing = this.reply = null;
    this.quoteBar();
    this.fit();
    this.input.focus();
  }

  update(messages) {
    const stick = this.atEnd();
    let fresh = false;
    for (const message of messages) {
      const known = this.list.querySelector(`[data-key="${CSS.escape(message.key)}"]`);
      if (message.deleted) { known?.remove(); continue; }
      if (message.album && !known && this.app.store.album(message.album)[0].key !== message.key) {
        const first = this.app.store.album(message.album)[0];
        this.list.querySelector(`[data-key="${CSS.escape(first.key)}"]`)?.replaceWith(this.draw(first));
      } else if (known) {
        const drawn = this.draw(message);
        if (known.classList.contains("follow")) drawn.classList.add("follow");
        known.replaceWith(drawn);
        continue;
      } else this.put(message);
      fresh = true;
      if (message.who === this.actor) this.mine = true;
      else if (!this.app.isVisible(this) || !stick) this.unread = true;
    }
    this.empty();
    this.around();
    if (stick || this.mine) this.list.scrollTop = this.list.scrollHeight;
    this.mine = false;
    return fresh;
  }

  put(message) {
    if (message.deleted) return;
    if (message.album && this.app.store.album(message.album)[0].key !== message.key) return;
    const date = new Date(message.date);
    if (dayKey(date) !== this.day) {
      this.day = dayKey(date);
      this.list.append(el("div", { class: "day" }, dayName(date)));
    }
    const before = this.list.lastElementChild;
    const node = this.draw(message);
    if (before?.dataset.who === String(message.who) && !message.service) node.classList.add("follow");
    this.list.append(node);
  }

  draw(message) {
    if (message.service) return serviceLine(message);
    return bubble(message, {
      actor: this.actor,
      many: this.kind === "group",
      album: (key) => this.app.store.album(key),
      onReply: (target) => { this.reply = target; this.editing = null; this.quoteBar(); this.input.focus(); },
      onEdit: (target) => { this.editing = target; this.reply = null; this.input.value = target.text; this.quoteBar(); this.fit(); this.input.focus(); },
      onCommand: (command) => this.act({ do: "text", text: command }),
      onQuote: (key) => this.jump(key),
      onPress: async (target, row, column, node, button) => {
        node.classList.add("pressed");
        const done = await this.act({ do: "press", on: { chat: target.chat, id: target.id }, row, column }, button.text);
        node.classList.remove("pressed");
        if (done && button.url) this.app.show(this.app.panes.private); // such a link opens the chat with the bot
      },
    });
  }

  empty() {
    this.list.querySelector(".nothing")?.remove();
    const bare = !this.list.querySelector("article");
    this.list.classList.toggle("bare", bare);
    if (bare) this.list.append(el("p", { class: "nothing" }, t(`empty_${this.kind}`)));
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const target = this.reply ?? this.asked();
    const wish = this.editing ? { do: "edit", text, on: this.editing } : { do: "text", text };
    if (!this.editing && target) wish.reply_to = { chat: target.chat, id: target.id };
    this.input.value = "";
    this.editing = this.reply = null;
    this.fit();
    this.quoteBar();
    if (!(await this.act(wish, text))) this.input.value = text;
  }

  act(wish, label) {
    this.close();
    this.seen();
    return this.app.act(this, { who: this.actor, where: this.kind === "group" ? "group" : "private", ...wish }, label);
  }

  toggle(what) {
    const was = this.menu.dataset.what;
    this.close();
    if (was === what) return;
    const items = what === "attach"
      ? ATTACHMENTS.map((kind) => [t(kind), "", () => { const text = this.input.value.trim(); this.input.value = ""; this.fit(); this.act({ do: kind, text }); }])
      : (this.app.frame.commands?.[`${this.actor}@${this.place}`] ?? []).map((c) => [`/${c.command}`, c.about, () => this.act({ do: "text", text: `/${c.command}` })]);
    this.menu.dataset.what = what;
    this.menu.hidden = false;
    (what === "attach" ? this.attach : this.slash).setAttribute("aria-expanded", "true");
    this.menu.replaceChildren(...items.map(([title, about, run]) => el("button", { type: "button", onclick: run }, el("b", {}, title), about ? el("span", {}, about) : null)));
    this.menu.firstElementChild?.focus();
  }

  close() {
    this.menu.hidden = true;
    delete this.menu.dataset.what;
    this.attach.setAttribute("aria-expanded", "false");
    this.slash.setAttribute("aria-expanded", "false");
  }

  fit() {
    this.input.style.height = "";
    if (this.input.value && this.input.scrollHeight) this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
    this.send.classList.toggle("ready", Boolean(this.input.value.trim()));
  }

  atEnd() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR; }

  seen() {
    if (!this.unread) return;
    this.unread = false;
    this.app.changed();
  }
}
