// What keeping an hour of a busy world costs a page's thread: `node test/bench/base.ts`.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import { testBrowser } from '../../.scripts/browser.mjs'

const built = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    lib: { entry: new URL('base-page.ts', import.meta.url).pathname, formats: ['es'] },
    rollupOptions: { output: { codeSplitting: false } },
  },
})
const [output] = [built].flat()
if (output === undefined || !('output' in output)) throw new Error('nothing was built')
const server = createServer((request, response) => {
  const isScript = request.url === '/page.js'
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
  response.end(isScript ? output.output[0].code : '<script type="module" src="/page.js"></script>')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const executablePath = testBrowser()
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath && { executablePath }) })
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
await page.waitForFunction('typeof hour === "function"')
const session = await page.context().newCDPSession(page)
await session.send('Performance.enable')
const taskS = async (): Promise<number> =>
  (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ??
  0
const start = await taskS()
await page.evaluate('hour(false)')
const without = await taskS()
const writes = await page.evaluate<number>('hour(true)')
const more = (await taskS()) - without - (without - start)
console.log(`${writes} writes, ${more.toFixed(1)} s of the page's thread`)
await browser.close()
server.close()
