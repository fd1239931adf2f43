// The script tag: a button; the chat itself comes when it is pressed.
(() => {
  const script = document.currentScript as HTMLScriptElement;
  const { api, token, tokenCallback, locale, theme, label } = script.dataset;
  const host = document.createElement("evolution-todo");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{all:initial!important}.o{position:fixed;bottom:20px;inset-inline-end:20px;width:56px;height:56px;border:0;border-radius:50%;background:#1f6b58;color:#fff;font:26px system-ui;cursor:pointer;box-shadow:0 6px 20px #0004;z-index:2147483000}.o:focus-visible{outline:3px solid #1f6b58;outline-offset:3px}",
  );
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  button.className = "o";
  button.textContent = "✓";
  button.ariaLabel = label || "Open the task chat";
  button.ariaExpanded = "false";
  const load = () => import(/* @vite-ignore */ new URL("static/chat.js", script.src).href);
  button.onpointerenter = load;
  button.onclick = async () => {
    button.ariaBusy = "true";
    const { mount } = await load();
    const given = tokenCallback ? () => (window as any)[tokenCallback]() : token;
    await mount(root, { base: api || new URL(script.src).origin, token: given, locale, theme });
    button.remove();
  };
  root.append(button);
  document.body.append(host);
})();
