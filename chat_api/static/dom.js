// Making elements. Text from outside only ever becomes text: nothing here reads markup.

/** Make an element: `properties` are set on it, `children` are nodes or text. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function button(text, onclick, properties = {}) {
  return make("button", { type: "button", onclick, ...properties }, text);
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  check: "M4 10.5l4 4L16.5 6",
  bell: "M10 3a4.5 4.5 0 0 0-4.5 4.5V11L4 13.5h12L14.5 11V7.500A4.500 4.500 0 0 0 10 3zM8.500 16a1.500 1.500 0 0 0 3 0",
  repeat: "M4 9V8a3 3 0 0 1 3-3h8m-2.500-2.500L15 5l-2.500 2.500M16 11v1a3 3 0 0 1-3 3H5m2.500 2.500L5 15l2.500-2.500",
  trash: "M4 6h12M8 6V4h4v2m-6.500 0l.7 10h7.600l.7-10",
  flag: "M5 17V4h9l-2 3.500L14 11H5",
};

/** Make a line icon; it is decoration, the words stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Have a screen reader say a text once. */
export function announce(text) {
  const announcer = byId("announcer");
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}
