// Options below a field, chosen with the arrows while the field keeps the focus (the combobox of
// ARIA).

export class Choosing {
  constructor(field, list) {
    this.field = field;
    this.list = list;
    this.at = -1;
    // else the field would lose the focus
    list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.options[this.at] ?? null;
  }

  // Call after the options have changed; `first` is the number of the one to begin with, -1 for
  // none.
  renew(first = -1) {
    this.options.forEach((option, number) => (option.id = `${this.list.id}-${number}`));
    this.mark(Math.min(first, this.options.length - 1));
  }

  mark(number) {
    this.at = number;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === number)));
    if (this.chosen) {
      this.field.setAttribute("aria-activedescendant", this.chosen.id);
      this.chosen.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  // Whether a key moved the choice. Beyond the last option comes none, and then the first again.
  move(key) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const places = this.options.length + 1;
    if (!step || places === 1) return false;
    this.mark(((this.at + 1 + step + places) % places) - 1);
    return true;
  }
}
