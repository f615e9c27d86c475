// One whole story, as steps that read the screen. The words of buttons come from the bot, so each step looks
// for them loosely; a step that never becomes possible is skipped as soon as a later one is.
//
// pane: "client" | "group" | "private" (of the first client, of the first dispatcher)
// button: a pattern among the buttons of the bot's newest messages (or of its keyboard); its words are added to the hint
// asked: a pattern in the bot's newest message, to be answered with `type`
// type: text to put into the input; done: no more to do
// must: waits for the bot's next word, here or in the pane named by `or`, and is never skipped
// wait: what to say until the step can be done; returns: who went another way may be led back here
export const STORY = [
  { pane: "client", fresh: true, type: "Не печатает раскрой: после обновления принтер молчит",
    ru: "Одна история за две минуты. Вы Анна, клиент. Напишите обычными словами, что сломалось.",
    en: "One story in two minutes. You are Анна, a client. Say what broke, in plain words." },
  { pane: "client", button: /Новое обращение|New (ticket|problem)/i,
    ru: "У Анны уже есть открытое обращение. Одно обращение, одна проблема: заводим новое.",
    en: "Анна has an open ticket already. One ticket, one problem: make a new one." },
  { pane: "client", button: /^[^\p{L}]*Соглас(ен|на)|I agree|^[^\p{L}]*Agree/u,
    ru: "В первый раз бот спрашивает согласие на обработку данных.",
    en: "The first time, the bot asks for consent to keep the data." },
  { pane: "client", button: /^[^\p{L}\d]*2(?!\d)/u,
    ru: "Срочность выбирают по последствиям, а не по слову «критично». У Анны часть работ идёт.",
    en: "Urgency is asked as consequences, not as the word “critical”. For Анна some work is possible." },
  { pane: "client", button: /Частное лицо|Private person/i, type: "ООО «Окна»",
    ru: "Компания: частным лицам хватит кнопки, Анна впишет название.", en: "The company: a private person has a button, Анна types the name." },
  { pane: "client", button: /Совпадает с|Same as/i,
    ru: "Переработчик профиля тот же.", en: "The profile fabricator is the same company." },
  { pane: "client", button: /Мой номер|My (phone )?number/i,
    ru: "Телефон можно не набирать. Чужой контакт бот не примет.", en: "The phone need not be typed. Somebody else's is not accepted." },
  { pane: "client", asked: /e-?mail|почт/i, type: "anna@okna.ru",
    ru: "Осталась почта. Ошибётесь: бот скажет, что не так, и ничего не забудет.",
    en: "The e-mail is left. A mistake gets a clear line, and nothing entered is lost." },
  { pane: "client", button: /Отправить|Submit|^[^\p{L}]*Send/u,
    ru: "Карточка перед отправкой: всё ещё можно исправить.",
    en: "The review card: everything can still be corrected." },
  { pane: "group", returns: true, button: /Взять|Take/i,
    ru: "Номер выдан, сроки названы. Теперь вы Пётр, диспетчер: одним нажатием он берёт обращение и подтверждает приоритет.",
    en: "A number is given, deadlines are told. Now you are Пётр, a dispatcher, who claims and classifies by one press." },
  { pane: "group", button: /^[^\p{L}]*(Ответить|Answer|Reply)[^\p{L}]*$/u,
    ru: "Анне уже сообщили, кто занимается. Разговоры в группе клиент не видит, поэтому ответ пишут через кнопку.",
    en: "Анна has been told who is on it. She never sees the group's talk, so an answer is written through a button." },
  { pane: "group", or: "private", asked: /./, must: true, type: "Переустановите драйвер принтера и перезапустите программу, должно помочь.",
    ru: "Напишите ответ: эти слова уйдут Анне.", en: "Write the answer: these words will go to Анна." },
  { pane: "group", returns: true, button: /^[^\p{L}]*(Решено|Resolved?|Solved)[^\p{L}]*$/u,
    ru: "Десять секунд ответ ещё можно отменить. Если он последний, обращение решено.",
    en: "For ten seconds the answer can be taken back. If it is the last one, the ticket is resolved." },
  { pane: "client", returns: true, button: /^[^\p{L}]*(Решено|Resolved?|Solved)[^\p{L}]*$/u,
    wait: { ru: "Ответ вот-вот уйдёт Анне. Подождите десять секунд или нажмите подсвеченную кнопку у часов.",
      en: "The answer is about to leave. Wait ten seconds, or press the button lit beside the clock." },
    ru: "Последнее слово за Анной. Если промолчит 14 дней, обращение закроется само; «Не решено» потребует причины.",
    en: "Анна has the last word. Fourteen days of silence close it; “Not solved” wants a reason." },
  { pane: "client", button: /^[^\p{L}\d]*5(?!\d)|★{5}|⭐{5}/u,
    ru: "Осталась оценка.", en: "A rating is left." },
  { pane: "client", done: true,
    ru: "Это вся жизнь обращения. Теперь своё: нажмите «Ответить» за Ольгу, не согласитесь с решением, помолчите 14 дней, устройте сбой.",
    en: "That is a ticket's whole life. Now your own way: answer as Ольга, dispute a solution, stay silent for 14 days, cause a fault." },
];
