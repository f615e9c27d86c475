// Every word of the page, in both languages. The bot's own words come from the bot.
const WORDS = {
  ru: {
    tagline: "песочница: Telegram на вашем компьютере",
    clock: "Часы песочницы", moscow: "МСК", hour: "+1 час", day: "+1 день", next: "к следующему событию", fortnight: "+14 дней", nothing: "пока ничего",
    hour_short: "+1 ч", day_short: "+1 д", next_short: "→", fortnight_short: "+14 д",
    faults: "Сбои", faults_label: "Сбои Telegram", story: "Подсказка", story_label: "Пример: одна история",
    tabs: "Чаты", rooms: "Чаты диспетчера", acting: "Действует",
    client: "клиент · личный чат с ботом", group_about: "закрытая группа", private_about: "личный чат с ботом",
    group: "Группа", private: "Личка", private_long: "Личка с ботом",
    write: "Сообщение…", write_to: "Сообщение от имени: ", send: "Отправить", attach: "Вложить", commands: "Команды бота",
    photo: "Фото", document: "Файл «ошибка.log»", album: "Альбом: 3 фото", voice: "Голосовое, 5 с",
    reply: "Ответить", edit: "Изменить", cancel: "Отменить", editing: "Изменение", edited: "изм.",
    keyboard: "Клавиатура бота", buttons: "Кнопки", messages: "Сообщения", unread: "есть новое",
    empty_client: "Здесь пусто. Напишите боту, что сломалось: своими словами, как написали бы в поддержку.",
    empty_group: "Сюда придёт карточка обращения, когда клиент его отправит.",
    empty_private: "Здесь диспетчер говорит с ботом наедине.",
    offline: "Песочница не отвечает: процесс остановлен? Страница подключится сама.",
    clients: "Клиенты",
    n_letter: "уйдёт сообщение", n_processing_warning: "близко срок обработки", n_processing_breach: "просрочка обработки",
    n_execution_warning: "близко срок выполнения", n_execution_breach: "просрочка выполнения", n_: "",
    n_waiting_reminder: "напоминание клиенту", n_closure_reminder: "напоминание о закрытии", n_close: "закрытие без ответа",
    nothing_due: "Впереди ничего не назначено.", blocked: "бот заблокирован", pinned: "закреплено", pinned_one: "Закреплённое сообщение",
    forwarded: "Переслано от: ", deleted_quote: "удалённое сообщение",
    sticker: "Стикер", video: "Видео", video_note: "Видеосообщение", audio: "Аудио", animation: "GIF",
    location: "Место на карте", contact: "Контакт", poll: "Опрос", dice: "Кубик", venue: "Место",
    photo_one: "Фото", document_one: "Файл", voice_one: "Голосовое",
    s_new_chat_members: "в группе: ", s_left_chat_member: "больше не в группе: ", s_pinned_message: "закреплено: ",
    s_migrate_to_chat_id: "группа становится супергруппой", s_migrate_from_chat_id: "группа стала супергруппой, её номер сменился",
    s_forum_topic_created: "новая тема: ", s_other: "служебное сообщение",
    f_intro: "Что может случиться с Telegram. Бот должен это пережить, ничего не потеряв.",
    f_flood: "429: группа ждёт 30 с", f_server_error: "502 три раза", f_no_description: "500 без слов",
    f_cut_reply: "Ответ потерян", f_migrate: "Группа меняет номер", f_block: "блокирует бота", f_unblock: "возвращается",
    f_clear: "Всё исправно", f_active: "Ждут своего часа: ", f_none: "Сейчас сбоев нет.", f_forever: "до отмены",
    insert: "Вставить текст", press: "Нажмите", aside: "Вы свернули с дорожки, и это ничему не мешает. Подсказка продолжит, когда снова появится нужная кнопка.", again: "Сначала", show_me: "Показать где", skip: "Закрыть подсказку", onward: "Дальше",
    waiting: "Бот думает…", language: "EN", language_label: "Switch to English",
  },
  en: {
    tagline: "sandbox: a Telegram on your own machine",
    clock: "The sandbox's clock", moscow: "Moscow", hour: "+1 hour", day: "+1 day", next: "to the next event", fortnight: "+14 days", nothing: "nothing yet",
    hour_short: "+1 h", day_short: "+1 d", next_short: "→", fortnight_short: "+14 d",
    faults: "Faults", faults_label: "Faults of Telegram", story: "Guide", story_label: "Example: one story",
    tabs: "Chats", rooms: "The dispatcher's chats", acting: "Acting",
    client: "client · private chat with the bot", group_about: "private group", private_about: "private chat with the bot",
    group: "Group", private: "Private", private_long: "Private with the bot",
    write: "Message…", write_to: "Message as ", send: "Send", attach: "Attach", commands: "The bot's commands",
    photo: "Photo", document: "File “ошибка.log”", album: "Album: 3 photos", voice: "Voice, 5 s",
    reply: "Reply", edit: "Edit", cancel: "Cancel", editing: "Editing", edited: "edited",
    keyboard: "The bot's keyboard", buttons: "Buttons", messages: "Messages", unread: "something new",
    empty_client: "Nothing here yet. Tell the bot what broke, in your own words, as you would write to support.",
    empty_group: "The ticket's card will come here once the client has sent it.",
    empty_private: "Here a dispatcher talks to the bot alone.",
    offline: "The sandbox doesn't answer: was the process stopped? The page will reconnect by itself.",
    clients: "Clients",
    n_letter: "a message leaves", n_processing_warning: "processing due soon", n_processing_breach: "processing overdue",
    n_execution_warning: "execution due soon", n_execution_breach: "execution overdue", n_: "",
    n_waiting_reminder: "reminder to the client", n_closure_reminder: "reminder of closing", n_close: "closing by silence",
    nothing_due: "Nothing is due ahead.", blocked: "bot blocked", pinned: "pinned", pinned_one: "Pinned message",
    forwarded: "Forwarded from ", deleted_quote: "deleted message",
    sticker: "Sticker", video: "Video", video_note: "Video message", audio: "Audio", animation: "GIF",
    location: "Location", contact: "Contact", poll: "Poll", dice: "Dice", venue: "Venue",
    photo_one: "Photo", document_one: "File", voice_one: "Voice",
    s_new_chat_members: "joined: ", s_left_chat_member: "left: ", s_pinned_message: "pinned: ",
    s_migrate_to_chat_id: "the group becomes a supergroup", s_migrate_from_chat_id: "the group is a supergroup now, its id changed",
    s_forum_topic_created: "new topic: ", s_other: "service message",
    f_intro: "What may happen to Telegram. The bot must live through it and lose nothing.",
    f_flood: "429: the group waits 30 s", f_server_error: "502 three times", f_no_description: "500 without a word",
    f_cut_reply: "Reply lost", f_migrate: "Group changes its id", f_block: "blocks the bot", f_unblock: "comes back",
    f_clear: "All is well", f_active: "Waiting to strike: ", f_none: "No faults now.", f_forever: "until cleared",
    insert: "Insert the text", press: "Press", aside: "You left the path, which harms nothing. The guide goes on when the button it needs is there again.", again: "Start over", show_me: "Show me where", skip: "Close the hint", onward: "Onward",
    waiting: "The bot is thinking…", language: "RU", language_label: "Переключить на русский",
  },
};

const remembered = (() => { try { return localStorage.getItem("language"); } catch { return null; } })();
export let language = remembered === "en" ? "en" : "ru";

export function t(key) { return WORDS[language][key] ?? key; }

export function switchLanguage() {
  language = language === "ru" ? "en" : "ru";
  try { localStorage.setItem("language", language); } catch { /* private mode */ }
  document.documentElement.lang = language;
}

export function translatePage() {
  document.documentElement.lang = language;
  const small = matchMedia("(max-width: 760px)").matches;
  for (const node of document.querySelectorAll("[data-t]")) {
    const short = small && WORDS[language][`${node.dataset.t}_short`];
    node.textContent = short || t(node.dataset.t);
    if (short) node.setAttribute("aria-label", t(node.dataset.t));
    else node.removeAttribute("aria-label");
  }
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
}

const MOSCOW = { timeZone: "Europe/Moscow" };
const format = (options) => (date) => new Intl.DateTimeFormat(language === "ru" ? "ru-RU" : "en-GB", { ...MOSCOW, ...options }).format(date);
export const clockTime = (date) => format({ hour: "2-digit", minute: "2-digit" })(date);
export const dayName = (date) => format({ weekday: "short", day: "numeric", month: "long" })(date);
export const fullTime = (date) => `${format({ weekday: "short", day: "numeric", month: "long", year: "numeric" })(date).replace(" г.", "")}, ${clockTime(date)}`;
export const withSeconds = (date) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" })(date);
const dayOnly = (date) => format({ day: "2-digit", month: "2-digit" })(date);
export const nearTime = (date, now, small) => (dayKey(date) === dayKey(now) ? clockTime(date) : small ? dayOnly(date) : shortTime(date));
export const shortTime = (date) => `${format({ weekday: "short", day: "2-digit", month: "2-digit" })(date)} ${clockTime(date)}`;
export const dayKey = (date) => new Intl.DateTimeFormat("en-CA", MOSCOW).format(date);
