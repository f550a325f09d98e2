// What the console's pages can do more comfortably with a script. Everything works without it.

// Moments in the browser's own time zone, on demand of the pointer; the text stays as the server wrote it.
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.valueOf())) {
    time.title = `${time.title} (${moment.toLocaleString()} here)`;
  }
}
