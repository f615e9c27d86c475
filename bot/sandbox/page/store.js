// What the page knows of the World: messages by key and by place, in order.
const messages = new Map();
const order = new Map(); // key → how many were known before it
const places = new Map();
const albums = new Map();

export const store = {
  // Takes changed messages; returns them by place.
  take(changed) {
    const touched = new Map();
    for (const message of changed) {
      const known = messages.get(message.key);
      messages.set(message.key, message);
      if (!known) order.set(message.key, order.size);
      const line = places.get(message.place) ?? places.set(message.place, []).get(message.place);
      if (known) line[line.indexOf(known)] = message;
      else line.push(message);
      if (message.album) {
        const parts = albums.get(message.album) ?? albums.set(message.album, []).get(message.album);
        const at = parts.findIndex((part) => part.key === message.key);
        if (at >= 0) parts[at] = message; else parts.push(message);
      }
      if (!touched.has(message.place)) touched.set(message.place, []);
      touched.get(message.place).push(message);
    }
    return touched;
  },
  in(place) { return (places.get(place) ?? []).filter((message) => !message.deleted); },
  album(key) { return albums.get(key) ?? []; },
  age(message) { return order.get(message.key); },
  any() { return [...messages.values()].some((message) => message.bot && !message.service); },
  size() { return messages.size; },
};
