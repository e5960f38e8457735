// Chooses areas on the map: a click, or a line drawn round several. The boxes of the form hold what is chosen.
const form = document.querySelector('[data-choosing]')
const map = form.querySelector('svg')
const boxes = new Map([...form.querySelectorAll('input[name=parts]')].map((box) => [box.value, box]))
const paths = [...map.querySelectorAll('[data-code]')].filter((path) => boxes.has(path.dataset.code))
const SHORT = 6 // units of the map; less is a click

for (const part of form.querySelectorAll('[data-scripted]')) part.hidden = false

const show = () => {
  for (const path of paths) path.classList.toggle('joinedup-chosen', boxes.get(path.dataset.code).checked)
  form.querySelector('[data-number]').textContent = [...boxes.values()].filter((box) => box.checked).length
}

const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse())

const middle = (path) => {
  const box = path.getBBox()
  return new DOMPoint(box.x + box.width / 2, box.y + box.height / 2)
}

let line = null

const end = (event) => {
  if (!line) return
  const round = line
  line = null
  const far = [...round.points].some((one) => Math.hypot(one.x - round.points[0].x, one.y - round.points[0].y) > SHORT)
  if (far) {
    for (const path of paths) if (round.isPointInFill(middle(path))) boxes.get(path.dataset.code).checked = true
  } else if (event.type === 'pointerup') {
    round.remove()
    const code = document.elementFromPoint(event.clientX, event.clientY)?.dataset.code
    if (boxes.has(code)) boxes.get(code).checked = !boxes.get(code).checked
  }
  round.remove()
  show()
}

map.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return
  line = document.createElementNS('http://www.w3.org/2000/svg', 'polygon')
  map.append(line)
  line.points.appendItem(Object.assign(map.createSVGPoint(), { x: place(event).x, y: place(event).y }))
  if (event.pointerType === 'mouse') {
    map.setPointerCapture(event.pointerId)
    event.preventDefault()
  }
})
map.addEventListener('pointermove', (event) => {
  if (!line || event.pointerType !== 'mouse') return // a finger scrolls the page; it chooses by tapping
  line.points.appendItem(Object.assign(map.createSVGPoint(), { x: place(event).x, y: place(event).y }))
})
map.addEventListener('pointerup', end)
map.addEventListener('pointercancel', end)
form.addEventListener('change', show)
form.querySelector('[data-none]').addEventListener('click', () => {
  for (const box of boxes.values()) box.checked = false
  show()
})
show()
