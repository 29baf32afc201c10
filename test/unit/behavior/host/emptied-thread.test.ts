import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

const ROOM = new URL('../../../../shared/behavior/host/engine/emptied-globals.ts', import.meta.url).href

/** Runs in a thread of its own, since a room is emptied for good. */
const LOOKING = `
import { parentPort } from 'node:worker_threads'
const { removeGlobals } = await import(${JSON.stringify(ROOM)})
const ways = {
  process: () => globalThis.process,
  fetch: () => globalThis.fetch,
  global: () => globalThis.global,
  Buffer: () => globalThis.Buffer,
  navigator: () => globalThis.navigator,
  crypto: () => globalThis.crypto,
  Function: () => globalThis.Function,
  eval: () => globalThis.eval,
  'constructor of a function': () => (() => {}).constructor('return 1')(),
  'constructor of an async function': () => (async () => {}).constructor('return 1')(),
  'constructor of a generator': () => (function* () {}).constructor('return 1')(),
  'constructor of a built-in': () => Math.max.constructor('return 1')(),
}
const reach = () => Object.keys(ways).filter((way) => { try { return ways[way]() !== undefined } catch { return false } })
const before = reach()
removeGlobals()
for (const name of ['process', 'fetch', 'Function']) { try { Object.defineProperty(globalThis, name, { value: 1 }) } catch {} }
parentPort.postMessage([before, reach()], [])
`

test('in an emptied thread nothing leads out, and nothing can be made of text', async () => {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(LOOKING)}`))
  try {
    const [[before, after]] = (await once(worker, 'message')) as [[string[], string[]]]
    expect(before).toHaveLength(12)
    expect(after).toEqual([])
  } finally {
    await worker.terminate()
  }
})
