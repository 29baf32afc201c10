// The page of the docs by which anybody reads and writes a world with the packages alone.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, type BrowserContext } from '@playwright/test'
import { build } from 'vite'
import { startServer } from '../../process.ts'
import { freePort } from '../../support/free-port.ts'
import { Person, test } from '../person.ts'

const PACKAGES = ['yjs', 'y-websocket', 'y-indexeddb'] as const

/** A package as a browser takes it: what others share stays outside. */
async function bundled(name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(import.meta.resolve(name)), formats: ['es'] },
      rolldownOptions: { external: name === 'yjs' ? [] : ['yjs'] },
    },
  })
  const [output] = [built].flat()
  if (output === undefined || !('output' in output)) throw new Error('something is built')
  return output.output[0].code
}

/** The packages come from here in place of the net. */
async function withPackages(context: BrowserContext): Promise<void> {
  const files = new Map<string, string>()
  for (const name of PACKAGES) files.set(name, await bundled(name))
  await context.route('https://esm.sh/**', (route) => {
    const name = /^\/([\w-]+)@/.exec(new URL(route.request().url()).pathname)?.[1] ?? ''
    const headers = { 'access-control-allow-origin': '*' }
    return route.fulfill({ contentType: 'text/javascript', headers, body: files.get(name) ?? '' })
  })
}

/** A site of somebody's own, which has the page. */
async function openSite(): Promise<{ readonly origin: string; readonly close: () => void }> {
  const page = readFileSync(new URL('../../../docs/stock-page.html', import.meta.url))
  const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
  const port = await freePort()
  await once(site.listen(port, 'localhost'), 'listening')
  return { origin: `http://localhost:${port}`, close: () => site.close() }
}

test('[S1] a stock page reads and writes a world, without a network too, and all merges @hard', async ({
  browser,
}) => {
  const site = await openSite()
  const args = ['--origin', site.origin]
  let server = await startServer({ args })
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/garden')
  await ada.write('from the floor\n')
  await ada.isSaved()
  const context = await browser.newContext()
  await withPackages(context)
  const address = `${site.origin}/?world=ada/garden&node=${server.url}`
  const stock = await context.newPage()
  await stock.goto(address)
  const words = stock.getByRole('textbox')
  await expect(words).toHaveValue('from the floor\n')
  await expect(stock.getByRole('status')).toHaveText('Connected.')
  await words.press('Control+End')
  await words.pressSequentially('from the page')
  await ada.reads('from the page')
  await server.kill()
  await expect(stock.getByRole('status')).toContainText('kept in this browser')
  await words.pressSequentially(', offline')
  // The package tells nobody when the last letter is kept.
  await stock.waitForTimeout(1_000)
  await stock.close()
  const again = await context.newPage()
  await again.goto(address)
  await expect(again.getByRole('textbox')).toHaveValue('from the floor\nfrom the page, offline')
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.type('Ada too, ')
  server = await startServer({ data: server.data, args: [...args, '--port', `${server.port}`] })
  await expect(again.getByRole('status')).toHaveText('Connected.')
  await expect(again.getByRole('textbox')).toHaveValue(/Ada too/)
  await ada.reads('from the page, offline')
  await server[Symbol.asyncDispose]()
  site.close()
})
