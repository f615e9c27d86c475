// Wires the page: the store of messages, the panes, the clock, the faults.
import { t, language, translatePage, switchLanguage, fullTime, shortTime, clockTime, nearTime, withSeconds } from "./words.js";
import { el } from "./render.js";
import { Pane } from "./pane.js";
import { Coach } from "./coach.js";
import { store } from "./store.js";

const $ = (id) => document.getElementById(id);
const FAULTS = ["flood", "server_error", "no_description", "cut_reply", "migrate"];
const phone = matchMedia("(max-width: 760px)");
const narrow = matchMedia("(max-width: 1599px)");

const app = { store, frame: {}, panes: {}, about: null, act, show, isVisible, changed, lightTab };
let clientPanes = [];
let room = "group";
let actor = null;
let tab = null;
let clock = { at: 0, read: 0 };
let litPane = null;

async function post(path, wish) {
  try {
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  } catch (error) {
    toast(String(error.message || error).split("\n")[0]);
    return null;
  }
}

async function act(pane, wish, label) {
  const before = store.size(); // what the bot says to it may come before the answer to this request
  coach.busy += 1;
  const done = await post("/ui/act", wish);
  coach.busy -= 1;
  if (done) coach.did(pane, wish, label, before);
  else coach.look();
  return Boolean(done);
}

// `slot`: a notice that replaces the one before it.
function toast(text, pane = null, slot = "") {
  if (slot) for (const old of document.querySelectorAll(`.toast[data-slot="${slot}"]`)) old.remove();
  const note = el("div", { class: "toast", data: { slot } }, text);
  (pane && !pane.root.hidden ? pane.notes : $("toasts")).append(note);
  setTimeout(() => note.remove(), 4500);
}

function answer({ who, text, alert }) {
  if (!text) return;
  const other = app.about.dispatchers.find((person) => person.id === who && person.id !== actor.id);
  if (!alert) { toast(other ? `${other.name}: ${text}` : text, clientPanes.find((pane) => pane.actor === who) ?? app.panes[room]); return; }
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

// --- which panes are on the screen

function isVisible(pane) {
  if (document.hidden) return false;
  if (phone.matches) return tab === pane.id;
  if (pane.kind === "client") return !narrow.matches || tab === pane.id || (!clientPanes.some((p) => p.id === tab) && pane === clientPanes[0]);
  return pane.id === room;
}

function show(pane) {
  if (pane.kind !== "client") room = pane.id;
  if (pane.kind === "client" || phone.matches) tab = pane.id;
  changed();
}

function changed() {
  if (!tab) tab = clientPanes[0]?.id;
  if (phone.matches && tab !== room && !clientPanes.some((p) => p.id === tab)) room = tab;
  document.body.dataset.tab = tab;
  const all = [...clientPanes, app.panes.group, app.panes.private];
  for (const pane of all) {
    const hidden = !isVisible(pane) && !document.hidden;
    if (!document.hidden && pane.root.hidden !== hidden) {
      pane.root.hidden = hidden;
      if (!hidden) { pane.list.scrollTop = pane.list.scrollHeight; pane.fit(); }
    }
    if (isVisible(pane) && pane.atEnd()) pane.unread = false;
  }
  switches($("tabs"), "tab", all.map((pane) => ({
    text: pane.kind === "client" ? pane.name : t(pane.id), on: tab === pane.id, run: () => { tab = pane.id; show(pane); },
    dot: pane.unread, lit: pane === litPane, name: pane.kind === "client" ? "" : "of-desk",
  })));
  switches($("seats"), "tab", clientPanes.map((pane) => ({
    text: pane.name, on: isVisible(pane) || document.hidden && tab === pane.id, run: () => show(pane), dot: pane.unread, lit: pane === litPane,
  })));
  $("seat-about").textContent = (clientPanes.find((pane) => pane.id === tab) ?? clientPanes[0]).about.textContent;
  switches($("rooms"), "tab", ["group", "private"].map((id) => ({
    text: id === "private" ? t("private_long") : t(id), on: room === id, run: () => show(app.panes[id]),
    dot: app.panes[id].unread, lit: app.panes[id] === litPane,
  })));
  switches($("actors"), "radio", app.about.dispatchers.map((person) => ({
    text: person.name, on: person.id === actor.id, run: () => takeSeat(person), dot: waiting.has(person.id),
  })));
}

const waiting = new Set(); // dispatchers who have something new in private while another one acts

// Redrawn only when it looks different, so that the keyboard's focus stays.
function switches(holder, role, choices) {
  const look = JSON.stringify(choices);
  if (holder.dataset.look === look) return;
  holder.dataset.look = look;
  const focused = [...holder.children].indexOf(document.activeElement);
  holder.replaceChildren(...choices.map(({ text, on, run, dot, lit, name }) => el("button",
    { type: "button", role, class: `${name ?? ""} ${lit && !on ? "lit" : ""}`, [role === "radio" ? "aria-checked" : "aria-selected"]: String(on), onclick: run },
    text, dot ? el("span", { class: "dot", role: "img", "aria-label": t("unread") }) : null)));
  holder.children[focused]?.focus();
}

function lightTab(pane) {
  if (litPane === pane) return;
  litPane = pane;
  changed();
}

function takeSeat(person) {
  actor = person;
  waiting.delete(person.id);
  app.panes.group.sit("group", person.id, person.name, app.about.group.title);
  app.panes.private.sit(String(person.id), person.id, person.name, person.name);
  changed();
  coach.light(null);
  coach.look();
}

// --- clock and faults

function drawClock() {
  if (!clock.at) return;
  const passed = app.about.ticking ? performance.now() - clock.read : 0;
  const moment = new Date(clock.at + passed);
  const words = phone.matches ? shortTime(moment) : `${fullTime(moment)} ${t("moscow")}`;
  if ($("time").textContent !== words) $("time").textContent = words;
}

async function move(wish) {
  const moved = await post("/ui/clock", wish);
  if (!moved) return;
  clock = { at: Date.parse(moved.now), read: performance.now() };
  drawClock();
  $("time").getAnimations().forEach((one) => one.cancel());
  if (moved.moved) $("time").animate([{ color: "var(--lit)" }, { color: "inherit" }], 1400);
  if (!moved.moved) toast(t("nothing_due"), null, "clock");
  else if (moved.what && moved.what !== "letter") toast(`${clockTime(new Date(moved.now))} · ${happening(moved)}`, null, "clock");
  coach.strays();
}

// What the clock's button leads to; asked for a moment after any news, when the bot has done its part.

let asking = 0;

function lookAhead(delay = 250) {
  if (!app.about.has_next_event) return;
  clearTimeout(asking);
  asking = setTimeout(async () => {
    if (!document.hidden && $("offline").hidden) {
      try { app.ahead = await (await fetch("/ui/next")).json(); drawAhead(); } catch { /* the strip says it */ }
    }
    lookAhead(5000);
  }, delay);
}

const happening = ({ what, about }) => [about, t(`n_${what}`)].filter(Boolean).join(": ");

function drawAhead() {
  const { at, what } = app.ahead ?? {};
  const button = document.querySelector("[data-next]");
  const soon = at && Date.parse(at) - clock.at < 60_000;
  const when = !at ? "" : soon && !phone.matches ? withSeconds(new Date(at)) : nearTime(new Date(at), new Date(clock.at), phone.matches);
  const words = at ? [when, what ? t(`n_${what}`) : ""].filter(Boolean).join(" · ") : t("nothing");
  $("ahead").textContent = phone.matches ? when : words;
  button.disabled = !at;
  button.title = at ? `${when} · ${happening(app.ahead)}` : t("nothing_due");
  button.setAttribute("aria-label", `${t("next")}: ${words}`);
}

function drawFaults() {
  const waitingFaults = (app.frame.faults ?? []).map((f) => `${t(`f_${f.name}`)} (${f.left === null ? t("f_forever") : `×${f.left}`})`);
  const buttons = FAULTS.map((name) => el("button", { type: "button", onclick: () => post("/ui/fault", { name }) }, t(`f_${name}`)));
  for (const person of app.about.clients) {
    const word = app.frame.blocked?.includes(person.id) ? "f_unblock" : "f_block";
    buttons.push(el("button", { type: "button", onclick: () => post("/ui/fault", { name: "block", who: person.id }) }, `${person.name} ${t(word)}`));
  }
  buttons.push(el("button", { type: "button", class: "primary", onclick: () => post("/ui/fault", { name: "clear" }) }, t("f_clear")));
  $("faults").replaceChildren(el("p", {}, t("f_intro")), el("div", { class: "choices" }, ...buttons),
    el("p", { class: "state", role: "status" }, waitingFaults.length ? t("f_active") + waitingFaults.join(", ") : t("f_none")));
  $("open-faults").classList.toggle("alarm", waitingFaults.length > 0);
}

// --- news from the World

function hear(event) {
  const news = JSON.parse(event.data);
  if (app.life && app.life !== news.life) { location.reload(); return; }
  app.life = news.life;
  $("offline").hidden = true;
  clock = { at: Date.parse(news.now), read: performance.now() };
  const { keyboards, commands, faults, blocked } = news;
  app.frame = { keyboards, commands, faults, blocked };
  const places = store.take(news.messages);
  for (const pane of [...clientPanes, app.panes.group, app.panes.private]) {
    const own = places.get(pane.place);
    if (own) pane.update(own); else pane.around();
  }
  for (const person of app.about.dispatchers) {
    if (person.id !== actor.id && (places.get(String(person.id)) ?? []).some((m) => m.bot)) waiting.add(person.id);
  }
  for (const one of news.toasts) answer(one);
  drawClock();
  drawFaults();
  changed();
  coach.look();
  lookAhead();
}

function listen() {
  const source = new EventSource("/ui/events");
  let first = true;
  source.onmessage = (event) => {
    hear(event);
    if (!first) return;
    first = false;
    for (const pane of [...clientPanes, app.panes.group, app.panes.private]) pane.unread = false;
    if (!coach.begun) { coach.begun = true; coach.begin(); }
    changed();
    document.body.classList.add("ready");
  };
  source.onopen = () => { first = true; };
  source.onerror = () => { $("offline").hidden = false; };
}

const coach = new Coach(app, $("story"), $("open-story"));

function translate() {
  translatePage();
  $("language").textContent = t("language");
  $("language").setAttribute("aria-label", t("language_label"));
  $("language").lang = t("language") === "EN" ? "en" : "ru";
}

async function start() {
  translate();
  app.about = await (await fetch("/ui/state")).json();
  $("brand").textContent = app.about.bot.name;
  document.title = `${app.about.bot.name}: ${t("tagline")}`;
  clientPanes = app.about.clients.map((person) => new Pane(app, { id: `client-${person.id}`, kind: "client" }));
  app.panes = { client: clientPanes[0], group: new Pane(app, { id: "group", kind: "group" }), private: new Pane(app, { id: "private", kind: "private" }) };
  $("clients").append(...clientPanes.map((pane) => pane.root));
  $("desk").append(app.panes.group.root, app.panes.private.root);
  clientPanes.forEach((pane, i) => pane.sit(String(app.about.clients[i].id), app.about.clients[i].id, app.about.clients[i].name, app.about.clients[i].name));
  takeSeat(app.about.dispatchers[0]);
  if (language !== "ru") post("/ui/language", { code: language });
  for (const button of document.querySelectorAll("[data-hours]")) button.addEventListener("click", () => move({ hours: Number(button.dataset.hours) }));
  const next = document.querySelector("[data-next]");
  next.hidden = !app.about.has_next_event;
  next.addEventListener("click", () => move({ to: "next" }));
  $("open-faults").addEventListener("click", () => {
    $("faults").hidden = !$("faults").hidden;
    $("open-faults").setAttribute("aria-expanded", String(!$("faults").hidden));
  });
  $("language").addEventListener("click", () => {
    switchLanguage();
    translate();
    for (const pane of [...clientPanes, app.panes.group, app.panes.private]) { pane.drawnKeys = null; pane.redraw(); }
    drawClock(); drawAhead(); drawFaults(); changed(); coach.look();
    post("/ui/language", { code: language });
  });
  document.addEventListener("click", (event) => { for (const pane of [...clientPanes, app.panes.group, app.panes.private]) if (!pane.form.contains(event.target) && !pane.menu.contains(event.target)) pane.close(); });
  for (const media of [phone, narrow]) media.addEventListener("change", () => { translate(); drawClock(); drawAhead(); changed(); });
  document.addEventListener("visibilitychange", changed);
  setInterval(drawClock, 1000);
  listen();
}

start();
