// What the console's pages can do more comfortably with a script. Everything works without it.

// Moments in the browser's own time zone, on demand of the pointer; the text stays as the server wrote it.
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.valueOf())) {
    time.title = `${time.title} (${moment.toLocaleString()} here)`;
  }
}

// A run that goes on tells how far it is; when it is over, the page is shown anew.
for (const section of document.querySelectorAll("[data-events]")) {
  const source = new EventSource(section.dataset.events);
  const text = section.querySelector("[data-text]");
  const bar = section.querySelector("[data-bar]");
  const counters = section.querySelector("[data-counters]");
  let said = 0;
  source.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    // Read out every ten seconds, not twice in each.
    if (now.text && (Date.now() - said > 10_000 || text.textContent === "")) {
      text.textContent = now.text;
      said = Date.now();
    }
    if (now.percent === null) bar.removeAttribute("value"); else bar.value = now.percent;
    if (!counters) return;
    const shown = Object.entries(now.counters).filter(([, value]) => value !== "0");
    counters.hidden = shown.length === 0;
    counters.replaceChildren(...shown.map(([name, value]) => {
      const pair = document.createElement("div");
      pair.append(document.createElement("dt"), document.createElement("dd"));
      pair.firstChild.textContent = name.replaceAll("_", " ");
      pair.lastChild.textContent = value;
      return pair;
    }));
  });
  source.addEventListener("over", () => {
    source.close();
    location.reload();
  });
}

// The order of a list, by drag and drop; the buttons beside each entry do the same without a script.
for (const list of document.querySelectorAll("[data-order]")) {
  const said = document.querySelector("[data-said]");
  const csrf = document.querySelector("input[name=csrf]")?.value ?? "";
  list.dataset.ready = "";
  let dragged = null;
  const begin = () => [...list.children].map((item) => item.dataset.goal).join("\n");
  let before = begin();

  const save = async () => {
    if (begin() === before) return;
    before = begin();
    const form = new URLSearchParams({ csrf, version: list.dataset.version });
    for (const goal of document.querySelectorAll("[data-goal]")) form.append("goal", goal.dataset.goal);
    const answer = await fetch(list.dataset.order, { method: "POST", body: form, redirect: "manual" });
    const isDone = answer.type === "opaqueredirect" || answer.ok;
    said.textContent = isDone ? "The order is saved." : "The order could not be saved.";
    location.reload();
  };

  for (const item of list.children) {
    const handle = item.querySelector("[data-handle]");
    if (!handle) continue;
    handle.addEventListener("pointerdown", (event) => {
      dragged = item;
      item.classList.add("dragged");
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    handle.addEventListener("pointermove", (event) => {
      if (dragged !== item) return;
      for (const other of list.children) {
        if (other === item) continue;
        const box = other.getBoundingClientRect();
        if (event.clientY < box.top || event.clientY > box.bottom) continue;
        if (event.clientY < box.top + box.height / 2) other.before(item); else other.after(item);
        const place = [...list.children].indexOf(item) + 1;
        said.textContent = `${item.dataset.goal} is at place ${place} of ${list.children.length}.`;
      }
    });
    const drop = () => {
      if (dragged !== item) return;
      dragged = null;
      item.classList.remove("dragged");
      save();
    };
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);
  }
}

// A list that shows what fits the search, while it is typed; Enter does not send the form then.
for (const search of document.querySelectorAll("[data-filter]")) {
  const list = document.querySelector(search.dataset.filter);
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of list.children) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// Fields that belong to one choice are shown with that choice.
for (const choice of document.querySelectorAll("[data-shows]")) {
  const parts = document.querySelectorAll(`[data-shown="${choice.dataset.shows}"]`);
  const show = () => {
    for (const part of parts) part.hidden = !part.dataset.for.split(" ").includes(choice.value);
  };
  choice.addEventListener("change", show);
  show();
}

// Forms with conditions: their buttons change the form in place, and the count follows what is typed.
{
  const send = (form, url, button) => {
    const fields = new URLSearchParams(new FormData(form));
    if (button) fields.set("do", button);
    return fetch(url, { method: "POST", body: fields });
  };

  const editor = () => document.getElementById("editor");

  const edit = async (form, button, focus) => {
    const answer = await send(form, form.action, button);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("editor");
    if (!page) { location.reload(); return; }
    const known = new Set([...editor().querySelectorAll("[id]")].map((element) => element.id));
    editor().replaceWith(page);
    watch();
    // What is new, or what was used, or what stands around it.
    const control = "input:not([type=hidden]):not([type=checkbox]), select, textarea";
    let target = button.startsWith("add")
      ? [...page.querySelectorAll(".condition[id], li[id], .test [id]")].find((element) => !known.has(element.id)) : null;
    for (let id = focus ?? ""; !target && id; id = id.includes(".") ? id.slice(0, id.lastIndexOf(".")) : "") {
      target = document.getElementById(id);
    }
    target ??= page;
    (target.matches(control) ? target : target.querySelector(control))?.focus();
    count(page.querySelector("form"));
  };

  let waiting;
  let latest = 0;
  const count = (form) => {
    if (!form?.dataset.count) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++latest;
      const answer = await send(form, form.dataset.count);
      if (mine !== latest || !answer.ok) return;
      const text = (await answer.json()).text;
      const output = document.getElementById("count");
      if (output && output.textContent !== text) output.textContent = text;
    }, 700);
  };

  const watch = () => {
    const form = editor()?.querySelector("form[data-editor]");
    if (!form) return;
    form.addEventListener("submit", (event) => {
      const button = event.submitter?.value ?? "save";
      if (["save", "yaml", "fields", "count"].includes(button)) return;
      event.preventDefault();
      edit(form, button, button.split(" ")[1]);
    });
    form.addEventListener("change", (event) => {
      if (event.target.dataset.refresh !== undefined) edit(form, "refresh", event.target.id);
    });
    form.addEventListener("input", () => count(form));
    // Only whoever has no script needs it.
    for (const button of form.querySelectorAll('button[value="refresh"]')) button.hidden = true;
  };
  watch();
}

// A file in the place of a text that is pasted.
for (const place of document.querySelectorAll("[data-file]")) {
  const input = document.createElement("input");
  input.type = "file";
  input.id = "file";
  input.addEventListener("change", async () => {
    if (input.files.length) document.getElementById(place.dataset.file).value = await input.files[0].text();
  });
  const label = document.createElement("label");
  label.htmlFor = "file";
  label.textContent = "Read a file ";
  place.append(label, input);
  place.hidden = false;
}

// Text to take along.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
    document.querySelector("[data-copy-said]").textContent = "Copied.";
  });
}
