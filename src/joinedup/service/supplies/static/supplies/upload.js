// Sends a large file in pieces, shows how far it is, and goes on after a break. Without it the form sends the file whole.
const PIECE = 4 * 1024 * 1024
const form = document.querySelector('[data-upload]')

if (form) {
  const words = form.dataset
  const box = form.querySelector('[data-progress]')
  const said = form.querySelector('[data-said]')
  const bar = form.querySelector('progress')
  const button = form.querySelector('button')
  const token = form.querySelector('[name=csrfmiddlewaretoken]').value
  const remembered = `upload ${words.upload}`

  const say = (text) => { said.textContent = text }
  const same = (file) => JSON.stringify([file.name, file.size, file.lastModified])
  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))

  const offset = async (file) => {
    if (localStorage.getItem(remembered) !== same(file)) return 0
    const answer = await fetch(form.action, { method: 'HEAD', cache: 'no-store' })
    return answer.ok ? Number(answer.headers.get('Upload-Offset')) : 0
  }

  const send = async (file) => {
    let there = await offset(file)
    localStorage.setItem(remembered, same(file))
    if (there > 0) say(words.goesOn)
    while (there < file.size) {
      const answer = await fetch(form.action, {
        method: 'PUT',
        body: file.slice(there, there + PIECE),
        headers: { 'X-CSRFToken': token, 'Upload-Offset': there, 'Upload-Length': file.size }
      })
      if (answer.status >= 500) throw new TypeError('the service is away')
      if (!answer.ok) return answer
      there = Number(answer.headers.get('Upload-Offset'))
      bar.value = (100 * there) / file.size
      say(`${words.sending}: ${Math.floor((100 * there) / file.size)}%`)
    }
    say(words.arrived)
    return fetch(words.whole, { method: 'POST', headers: { 'X-CSRFToken': token } })
  }

  form.addEventListener('submit', async (event) => {
    const file = form.querySelector('[type=file]').files[0]
    event.preventDefault()
    event.stopImmediatePropagation()
    box.hidden = false
    if (!file) { say(words.none); form.querySelector('[type=file]').focus(); return }
    button.disabled = true
    for (let pause = 1; ; pause = Math.min(pause * 2, 30)) {
      try {
        const answer = await send(file)
        if (!answer.headers.get('Content-Type')?.includes('json')) { window.location.reload(); return }
        const told = await answer.json()
        if (answer.ok) { localStorage.removeItem(remembered); window.location.assign(told.address) }
        else { say(`${told.what} ${told.do ?? ''}`); button.disabled = false; bar.value = 0 }
        return
      } catch (broken) {
        if (!(broken instanceof TypeError)) throw broken
        say(`${words.broken} ${pause} ${words.seconds}.`)
        await wait(pause)
      }
    }
  })
}
