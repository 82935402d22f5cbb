// How far an import or an export has come, told as it goes; when it comes to rest, the page is
// read again.

export function followJob() {
  const head = document.querySelector("[data-job]");
  if (!head) return;
  const bar = head.querySelector("progress");
  const words = head.querySelector(".progress span");
  const steps = new EventSource(`${head.dataset.job}/events`);
  steps.addEventListener("message", (event) => {
    const step = JSON.parse(event.data);
    if (step.stage !== head.dataset.stage) {
      steps.close();
      location.replace(location.href);
    } else if (step.total) {
      bar.max = step.total;
      bar.value = step.done;
      const things = `${head.dataset.things}${step.total === 1 ? "" : "s"}`;
      words.textContent =
        `${step.done.toLocaleString("en")} of ${step.total.toLocaleString("en")} ${things}`;
    }
  });
}
