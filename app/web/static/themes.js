// The theme changes at once; the form's own address keeps the choice.

export function quickenThemes() {
  const form = document.querySelector(".theme");
  form?.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    try {
      const choice = new URLSearchParams(new FormData(form, button));
      await fetch(form.action, { method: "POST", body: choice, redirect: "manual" });
      wear(button, form);
    } catch {
      location.reload(); // the server is away: say so as the browser says it
    }
  });
}

function wear(button, form) {
  if (button.value) document.documentElement.dataset.theme = button.value;
  else delete document.documentElement.dataset.theme;
  for (const other of form.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}
