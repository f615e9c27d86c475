// One whole story, as steps that read the screen. The words of buttons come from the bot, so each step looks
// for them loosely; a step that never becomes possible is skipped as soon as a later one is.
//
// pane: "client" | "group" | "private" (of the first client, of the first dispatcher)
// button: a pattern among the buttons of the bot's newest messages (or of its keyboard)
// asked: a pattern in the bot's newest message, to be answered with `type`
// type: text to put into the input; done: no more to do
// must: waits for the bot's next word, here or in the pane named by `or`, and is never skipped
export const STORY = [
  { pane: "client", fresh: true, type: "Не печатает раскрой: после обновления принтер молчит",
    ru: "Вы Анна, клиент. Напишите, что сломалось, обычными словами.",
    en: "You are Анна, a client. Say what broke, in plain words." },
  { pane: "client", button: /Новое обращение|New (ticket|problem)/i,
    ru: "У Анны уже есть открытое обращение. Одно обращение, одна проблема: заводим новое.",
    en: "Анна has an open ticket already. One ticket, one problem: make a new one." },
  { pane: "client", button: /^[^\p{L}]*Соглас(ен|на)|I agree|^[^\p{L}]*Agree/u,
    ru: "Первый раз бот спрашивает согласие на обработку данных.",
    en: "The first time, the bot asks for consent to keep the data." },
  { pane: "client", button: /^[^\p{L}\d]*2(?!\d)/u,
    ru: "Срочность выбирают по последствиям, а не по слову «критично». У Анны работает частично.",
    en: "Urgency is asked as consequences, not as the word “critical”. For Анна it works in part." },
  { pane: "client", button: /Частное лицо|Private person/i, type: "ООО «Окна»",
    ru: "Компания: можно текстом или кнопкой.", en: "The company: type it, or press the button." },
  { pane: "client", button: /Совпадает с|Same as/i,
    ru: "Переработчик профиля тот же: одно нажатие.", en: "The profile fabricator is the same: one press." },
  { pane: "client", button: /Мой номер|My (phone )?number/i,
    ru: "Телефон кнопкой: бот примет только собственный.", en: "The phone by button: only one's own is accepted." },
  { pane: "client", asked: /e-?mail|почт/i, type: "anna@okna.ru",
    ru: "Осталась почта. Ошибётесь: бот скажет, что не так, и ничего не забудет.",
    en: "The e-mail is left. A mistake gets a clear line, and nothing entered is lost." },
  { pane: "client", button: /Отправить|Submit|^[^\p{L}]*Send/u,
    ru: "Карточка перед отправкой: всё можно исправить. Отправляем.",
    en: "The review card: everything can still be corrected. Send it." },
  { pane: "group", button: /Взять|Take/i,
    ru: "Номер выдан, сроки названы. Теперь вы Пётр, диспетчер: одно нажатие берёт обращение и подтверждает приоритет.",
    en: "A number is given, deadlines are told. Now you are Пётр, a dispatcher: one press claims and classifies." },
  { pane: "group", button: /Ответить|Answer|Reply/i,
    ru: "Анне уже сообщили, кто занимается. Ответьте ей: клиенту уходит только то, что сказано через «Ответить».",
    en: "Анна has been told who is on it. Answer her: only what goes through this button reaches the client." },
  { pane: "group", or: "private", asked: /./, must: true, type: "Переустановите драйвер принтера и перезапустите программу, должно помочь.",
    ru: "Напишите ответ.", en: "Write the answer." },
  { pane: "group", button: /^[^\p{L}]*(Решено|Resolved?|Solved)[^\p{L}]*$/u,
    ru: "Ответ уходит через десять секунд, пока его можно отменить. Теперь «Решено»: часы выполнения остановятся.",
    en: "The answer leaves in ten seconds; until then it can be undone. Now “Resolved”: the clock stops." },
  { pane: "client", button: /^[^\p{L}]*(Решено|Resolved?|Solved)[^\p{L}]*$/u,
    ru: "Последнее слово за Анной. Промолчит 14 дней, обращение закроется само; «Не решено» потребует причины.",
    en: "Анна has the last word. Fourteen days of silence close it; “Not solved” wants a reason." },
  { pane: "client", button: /^[^\p{L}\d]*5(?!\d)|★{5}|⭐{5}/u,
    ru: "И оценка.", en: "And a rating." },
  { pane: "client", done: true,
    ru: "Это вся жизнь обращения. Ещё попробуйте: двинуть часы на 14 дней, взять одно обращение вдвоём, устроить сбой.",
    en: "That is a ticket's whole life. Now try: move the clock by 14 days, claim one ticket as two people, cause a fault." },
];
