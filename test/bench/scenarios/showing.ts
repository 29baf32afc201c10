// The scripts that a browser loads before it shows a world for the first time, and how soon it shows it.
import type { Page, Response } from '@playwright/test'
import { gzipSync } from 'node:zlib'
import { startBrowser } from '../browser.ts'
import { atMost, type Scenario } from '../scenario.ts'
import type { Server } from '../server.ts'
import { INKLAND } from '../system.ts'

export const showing: Scenario = {
  name: 'showing',
  what:
    'A browser that has nothing opens a world: the scripts that the page names, without which it shows nothing, and all ' +
    'that it has loaded when the page of the world is there.',
  systems: [INKLAND],
  figures: [
    { key: 'named', label: 'scripts that the page names, gzipped', unit: 'kB' },
    { key: 'script', label: 'scripts loaded by then, gzipped', unit: 'kB' },
    { key: 'files', label: 'in files', unit: 'files' },
    { key: 'ms', label: 'shown within', unit: 'ms' },
  ],
  targets: [atMost('named', 220), atMost('script', 240)],
  async run({ serve }) {
    const server = await serve()
    const browser = await startBrowser()
    try {
      const context = await browser.newContext({
        serviceWorkers: 'block',
        baseURL: `http://127.0.0.1:${server.port}`,
      })
      return await show(await context.newPage(), server)
    } finally {
      await browser.close()
    }
  },
}

async function show(page: Page, { port }: Server): Promise<Record<string, number>> {
  const origin = `http://127.0.0.1:${port}`
  const greeted = await page.request.post('/api/me', { data: { name: 'Ada' }, headers: { origin } })
  if (!greeted.ok()) throw new Error(`a name was not taken: ${greeted.status()} ${await greeted.text()}`)
  const scripts: Response[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response)
  })
  await page.addInitScript(noteWhenShown)
  await page.goto('/w/bench/showing')
  await page.getByRole('textbox', { name: /^The page/ }).waitFor({ timeout: 60_000 })
  const { ms, loaded } = await page.evaluate(loadedUntilShown)
  const source = await (await page.request.get('/w/bench/showing')).text()
  const named = [...source.matchAll(/"(\/assets\/[^"]+\.js)"/g)].map(([, file = '']) => origin + file)
  const sizeOf = async (names: readonly string[]): Promise<number> => {
    const bodies = await Promise.all(
      scripts.filter((response) => names.includes(response.url())).map((response) => response.body()),
    )
    return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1000
  }
  return { named: await sizeOf(named), script: await sizeOf(loaded), files: loaded.length, ms }
}

/**
 * In the page: notes the moment at which the page of the world is there. An observer from outside sees it
 * later.
 */
function noteWhenShown(): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('[role=textbox][aria-label^="The page"]')) return
    observer.disconnect()
    performance.mark('shown')
  })
  observer.observe(document, { subtree: true, childList: true, attributes: true })
}

/** In the page: when it was shown, in ms, and the scripts that were loaded by then. */
function loadedUntilShown(): { readonly ms: number; readonly loaded: readonly string[] } {
  const ms = performance.getEntriesByName('shown')[0]?.startTime ?? Number.NaN
  const entries = performance.getEntriesByType('resource')
  const isLoaded = ({ name, startTime, duration }: PerformanceEntry): boolean =>
    name.endsWith('.js') && startTime + duration <= ms
  return { ms, loaded: entries.filter(isLoaded).map(({ name }) => name) }
}
