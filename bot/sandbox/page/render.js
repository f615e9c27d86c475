// A message of the World → DOM. User text goes in by textContent only.
import { t, clockTime } from "./words.js";

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote",
};

const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);

// Entities nest properly and are sorted by offset, then longest first (the World sorts them so).
export function formatted(text, entities, onCommand) {
  const build = (start, end, inside) => {
    const parts = [];
    let at = start;
    // a block ends its line by itself: the newline after it would show as an empty line
    const skipBreak = () => { if (BLOCKS.has(parts.at(-1)?.tagName) && text[at] === "\n" && at < end) at += 1; };
    for (let i = 0; i < inside.length; ) {
      const entity = inside[i];
      const close = Math.min(entity.offset + entity.length, end);
      if (entity.offset < at || close <= at) { i += 1; continue; }
      if (entity.offset > at) parts.push(text.slice(at, entity.offset));
      const nested = [];
      let next = i + 1;
      while (next < inside.length && inside[next].offset < close) nested.push(inside[next++]);
      parts.push(wrap(entity, build(entity.offset, close, nested), text.slice(entity.offset, close), onCommand));
      at = close;
      i = next;
      skipBreak();
    }
    if (at < end) parts.push(text.slice(at, end));
    return parts;
  };
  return build(0, text.length, entities ?? []);
}

function wrap(entity, children, words, onCommand) {
  const { type } = entity;
  if (type === "expandable_blockquote") {
    const unfold = (event) => { event.stopPropagation(); event.currentTarget.classList.toggle("open"); };
    return el("blockquote", { class: "fold", onclick: unfold }, ...children);
  }
  if (TAGS[type]) return el(TAGS[type], {}, ...children);
  if (type === "spoiler") {
    const reveal = (event) => { event.stopPropagation(); event.currentTarget.classList.add("seen"); };
    return el("button", { type: "button", class: "spoiler", onclick: reveal }, ...children);
  }
  if (type === "text_link" || type === "url") return link(entity.url ?? words, children);
  if (type === "email") return link(`mailto:${words}`, children);
  if (type === "phone_number") return link(`tel:${words.replace(/[^+\d]/g, "")}`, children);
  if (type === "bot_command" && onCommand) {
    const send = (event) => { event.stopPropagation(); onCommand(words); };
    return el("button", { type: "button", class: "command", onclick: send }, ...children);
  }
  return el("span", { class: "mention" }, ...children);
}

function link(address, children) {
  const safe = /^(https?|mailto|tel|tg):/i.test(address);
  return safe ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children) : el("span", {}, ...children);
}

function size(bytes) {
  if (bytes >= 1048576) return `${(bytes / 1048576).toFixed(1)} MB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} B`;
}

function media(part) {
  const { kind } = part;
  if (kind === "photo") return el("img", { class: "photo", src: `/ui/file/${encodeURIComponent(part.file)}`, alt: t("photo_one"), loading: "lazy" });
  if (kind === "voice" || kind === "audio" || kind === "video" || kind === "video_note") {
    const bars = el("span", { class: "wave", "aria-hidden": "true" });
    if (kind === "voice") for (let i = 0; i < 22; i += 1) bars.append(el("i", { style: `height:${4 + Math.round(9 * Math.abs(Math.sin(i * 1.7) + Math.sin(i * 0.6)))}px` }));
    const label = kind === "voice" ? t("voice_one") : part.name || t(kind);
    return el("span", { class: "file" }, el("span", { class: "disc" }, icon("play")), el("span", { class: "about" }, bars, el("small", {}, `${label} · 0:${String(part.seconds).padStart(2, "0")}`)));
  }
  if (kind === "contact") return el("span", { class: "file" }, el("span", { class: "disc" }, icon("person")), el("span", { class: "about" }, el("b", {}, part.name), el("small", {}, `+${part.about.replace(/^\+/, "")}`)));
  if (kind === "sticker" || kind === "dice") return el("span", { class: "sticker", role: "img", "aria-label": t(kind) }, part.about || "🙂");
  const title = kind === "document" ? part.name : `${t(kind)} ${part.name}`;
  return el("span", { class: "file" }, el("span", { class: "disc" }, icon("file")), el("span", { class: "about" }, el("b", {}, title), part.size ? el("small", {}, size(part.size)) : null));
}

export function quoteText(message) {
  return message.text || (message.media ? t(`${message.media.kind ?? message.media}_one`) : "…");
}

export function serviceLine(message) {
  const { kind, names } = message.service;
  const words = t(`s_${kind}`);
  return el("div", { class: "service", data: { key: message.key } }, words.startsWith("s_") ? t("s_other") : words + (words.endsWith(" ") ? names : ""));
}

// `pane` gives: actor (id), many (whether names are needed), onPress, onReply, onEdit, onCommand, onQuote, album (parts of an album).
export function bubble(message, pane) {
  const own = message.who === pane.actor;
  const parts = message.album ? pane.album(message.album) : [message];
  const pictures = parts.filter((part) => part.media);
  const body = el("div", { class: "bubble" });
  if (!own && pane.many) body.append(el("div", { class: "name", data: { tint: message.bot ? "bot" : String(message.who % 5) } }, message.name));
  if (message.forward) body.append(el("div", { class: "forward" }, t("forwarded") + message.forward));
  if (message.reply) {
    const jump = (event) => { event.stopPropagation(); pane.onQuote(message.reply.key); };
    body.append(el("button", { type: "button", class: "quote", onclick: jump }, el("b", {}, message.reply.name), el("span", {}, quoteText(message.reply))));
  }
  if (pictures.length > 1) body.append(el("div", { class: `album n${pictures.length}` }, ...pictures.map((part) => media(part.media))));
  else if (message.media) body.append(media(message.media));
  const said = parts.find((part) => part.text) ?? message;
  const words = said.text?.replace(/^\/start \S+$/, "/start"); // Telegram hides what a link starts the bot with
  if (words) body.append(el("div", { class: "text", dir: "auto" }, ...formatted(words, said.entities, pane.onCommand)));
  body.append(el("span", { class: "stamp" },
    message.pinned ? el("span", { class: "pin", title: t("pinned") }, "📌 ") : null,
    message.edited && !message.bot ? `${t("edited")} ` : "", // Telegram marks no edits of a bot's cards
    el("time", { datetime: message.date }, clockTime(new Date(message.date)))));
  const tools = el("div", { class: "acts" },
    el("button", { type: "button", title: t("reply"), "aria-label": t("reply"), onclick: (e) => { e.stopPropagation(); pane.onReply(message); } }, icon("reply")),
    own && said.text ? el("button", { type: "button", title: t("edit"), "aria-label": t("edit"), onclick: (e) => { e.stopPropagation(); pane.onEdit(said); } }, icon("edit")) : null);
  const column = el("div", { class: "column" }, body, inline(message, pane));
  body.addEventListener("click", () => { if (!String(getSelection())) pane.onReply(message); });
  return el("article", { class: `message ${own ? "own" : "other"}`, data: { key: message.key, who: message.who } }, column, tools);
}

function inline(message, pane) {
  if (!message.rows?.length) return null;
  return el("div", { class: "inline", role: "group", "aria-label": t("buttons") }, ...message.rows.map((row, y) =>
    el("div", { class: "row" }, ...row.map((button, x) => {
      const outside = button.url && !/^https:\/\/t\.me\/\w+\?start/.test(button.url);
      if (outside) return el("a", { class: "button", href: button.url, target: "_blank", rel: "noopener noreferrer" }, `${button.text} ↗`);
      const press = (event) => pane.onPress(message, y, x, event.currentTarget, button);
      return el("button", { type: "button", class: `button ${button.style ?? ""}`, onclick: press }, button.text);
    }))));
}
