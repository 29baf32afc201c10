// What comes before the app. The light chosen on this device, before anything is painted (what is kept:
// see browser/theme.ts); room for the line above every page, where there was one, as there is for whoever
// comes for the first time (account/banner/node-banner.tsx); and words where the app itself does not come,
// such as behind a proxy that changes its name.
try {
  const theme = localStorage.getItem('inkland.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  const above = localStorage.getItem('inkland.above') ?? ''
  if (above !== 'none') document.documentElement.dataset.above = above
} catch {
  // A browser that keeps nothing follows the system, and has no such line.
}

async function sayWhy() {
  let why = 'A part of this page did not come. Load it again.'
  try {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch('/api/me', { method: 'POST', headers, body: '{}' })
    const { code, text } = await answer.json()
    if (code === 'proxy' || code === 'host') why = text
  } catch {
    // Without a network it is as it stands.
  }
  const words = document.createElement('p')
  words.textContent = why
  words.style.cssText =
    'max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem; font: 1.125rem/1.6 Georgia, serif'
  words.setAttribute('role', 'alert')
  const app = document.getElementById('app')
  if (app?.childElementCount === 0) app.append(words)
}
addEventListener('error', ({ target }) => void (target instanceof HTMLScriptElement && sayWhy()), true)
