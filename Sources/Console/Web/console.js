// What the console's pages can do more comfortably with a script. Everything works without it.

// Moments in the browser's own time zone, on demand of the pointer; the text stays as the server wrote it.
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.valueOf())) {
    time.title = `${time.title} (${moment.toLocaleString()} here)`;
  }
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
