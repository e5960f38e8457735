// Adds to pages that work without it: the Design System's own behaviour, and progress of work in the background.
import { initAll } from '../govuk-frontend.min.js'

initAll()

// A part of a page that changes while work goes on asks for itself again, and says so to a screen reader.
for (const part of document.querySelectorAll('[data-again]')) {
  const again = async () => {
    const answer = await fetch(part.dataset.again, { headers: { 'X-Part': '1' } })
    if (!answer.ok) return
    part.innerHTML = await answer.text()
    if (part.querySelector('[data-going-on]')) setTimeout(again, 2000)
    else if (part.dataset.then) window.location.assign(part.dataset.then)
  }
  if (part.querySelector('[data-going-on]')) setTimeout(again, 2000)
}
