/* global document, window */
// The crosshair: one time for all plots. Without this script the page shows the same plots, with their peaks.
(() => {
  const { end, t, series } = JSON.parse(document.getElementById("data").textContent);
  if (t.length === 0) return;
  const bar = document.querySelector(".timebar");
  const slider = document.getElementById("time");
  const now = document.getElementById("now");
  const values = [...document.querySelectorAll("[data-series]")].map((slot) => ({ slot, rest: slot.innerHTML }));
  const limits = [...document.querySelectorAll("[data-spans]")].map((row) => ({
    row,
    spans: row.dataset.spans.split(" ").map((span) => span.split("-").map(Number)),
  }));
  let kept = false;

  const digits = (value) => (Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
  const fixed = (value, most) => value.toLocaleString("en-US", { maximumFractionDigits: most });
  const written = {
    count: (value) => fixed(value, 0),
    rate: (value) => `${fixed(value, digits(value))}/s`,
    dollars: (value) => `$${fixed(value, Math.abs(value) < 100 ? 2 : 0)}/h`,
    seconds: (value) =>
      value > 0 && value < 0.0995 ? `${fixed(value * 1000, 0)} ms` : `${fixed(value, digits(value))} s`,
  };
  const two = (value) => String(value).padStart(2, "0");
  const clock = (at) => {
    const whole = Math.round(at);
    return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  };

  /** The first step that ends at or after a time. */
  const stepAt = (at) => {
    let low = 0;
    let high = t.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (t[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const show = (step) => {
    document.body.classList.add("reading");
    document.body.style.setProperty("--at", `${(t[step] / end) * 100}%`);
    for (const { slot } of values) {
      const value = series[slot.dataset.series][step];
      slot.textContent = value === null ? "–" : written[slot.dataset.unit](value);
    }
    for (const { row, spans } of limits) {
      row.classList.toggle(
        "binds",
        spans.some(([from, to]) => from <= t[step] && t[step] <= to),
      );
    }
    now.textContent = clock(t[step]);
    slider.value = String(step);
    slider.setAttribute("aria-valuetext", clock(t[step]));
  };

  const rest = () => {
    kept = false;
    document.body.classList.remove("reading", "kept");
    for (const { slot, rest: html } of values) slot.innerHTML = html;
    for (const { row } of limits) row.classList.remove("binds");
    now.textContent = "all of it";
    slider.value = "0";
    slider.setAttribute("aria-valuetext", "all of it");
  };
  const keep = (step) => {
    kept = true;
    document.body.classList.add("kept");
    show(step);
  };

  const stepUnder = (event) => {
    const field = event.target.closest?.(".field");
    if (!field) return undefined;
    const { left, width } = field.getBoundingClientRect();
    return stepAt(Math.min(1, Math.max(0, (event.clientX - left) / width)) * end);
  };
  document.addEventListener("pointermove", (event) => {
    const step = stepUnder(event);
    if (kept) return;
    if (step !== undefined) show(step);
    else if (document.body.classList.contains("reading")) rest();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-t]");
    if (button) return keep(stepAt(Number(button.dataset.t)));
    const step = stepUnder(event);
    if (step === undefined) return;
    if (kept) rest();
    else keep(step);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") rest();
  });
  slider.max = String(t.length - 1);
  slider.addEventListener("input", () => keep(Number(slider.value)));
  window.addEventListener("beforeprint", () => {
    rest();
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  bar.hidden = false;
  rest();
})();
