// Office pages: htmx polls jobs; links that are only for readers without a script go away.
document.addEventListener("htmx:after:swap", hideFallbacks);
hideFallbacks();

function hideFallbacks() {
  for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;
}
