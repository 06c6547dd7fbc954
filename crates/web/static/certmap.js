// Comfort only: every page works without this file.
"use strict";
// What is wrong with a form is read out and scrolled to at once.
document.querySelector(".wrong")?.focus();
// A button is pressed once, however often it is clicked.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form")) delete form.dataset.sent;
});
