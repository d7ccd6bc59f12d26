// Registers the service worker (sw.js), once the page is done and where there is one to have.

export function startWorker() {
  if (!navigator.serviceWorker || !document.querySelector("link[rel=manifest]")) return;
  const register = () =>
    // "all": the browser asks for a new one once an hour (its Cache-Control), not with every page.
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "all" }).catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
