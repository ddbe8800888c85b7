/** Light or dark: as the system has it, until the reader chooses. */
type Choice = "auto" | "light" | "dark";

const KEY = "multipolar-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Choice {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto"; // storage may be closed to us; the switch then lasts as long as the page
  }
}

class Theme {
  choice = $state<Choice>(stored());
  systemDark = $state(system.matches);

  get dark(): boolean {
    return this.choice === "auto" ? this.systemDark : this.choice === "dark";
  }

  apply(): void {
    document.documentElement.dataset["theme"] = this.dark ? "dark" : "light";
  }

  toggle(): void {
    this.choice = this.dark ? "light" : "dark";
    if ((this.choice === "dark") === this.systemDark) this.choice = "auto";
    try {
      if (this.choice === "auto") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, this.choice);
    } catch {
      // as above
    }
    this.apply();
  }
}

export const theme = new Theme();
theme.apply();
system.addEventListener("change", (event) => {
  theme.systemDark = event.matches;
  theme.apply();
});
