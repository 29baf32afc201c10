// Asks for worlds until they are there, in a process of its own: the one with the people has so much to do
// that it would notice late.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fetchCopy } from '../copy.ts'

/** Generous: the machine that runs this may have much other work. */
const THERE_MS = 120_000
/** Who asks whether a world is there is refused, and asks again after so long. */
const REFUSED_MS = 50
/** After so long another one asks, unless so many wait already. */
const WAITED_MS = 500
const WAITING_MAX = 3

/** After how many ms all addresses had a world, or why not. */
type Answer = { readonly ms: number } | { readonly why: string }

export class WorldAsker implements Disposable {
  readonly #process: ChildProcess = fork(new URL(import.meta.url))

  /** After how many ms there is a world at each of these sync addresses. */
  async ask(addresses: readonly string[]): Promise<number> {
    this.#process.send(addresses)
    const [answer] = (await once(this.#process, 'message')) as [Answer]
    if ('why' in answer) throw new Error(answer.why)
    return answer.ms
  }

  [Symbol.dispose](): void {
    this.#process.kill()
  }
}

/**
 * Resolves when a world is there. Who is refused asks again at once, and beside one who waits for long,
 * perhaps for a process that is gone, another one asks.
 */
async function isThere(address: string): Promise<void> {
  const found = { isServed: false, waiting: 0 }
  const { promise: served, resolve: serve } = Promise.withResolvers<void>()
  const ask = async (): Promise<void> => {
    found.waiting += 1
    try {
      ;(await fetchCopy(address)).destroy()
      found.isServed = true
      serve()
    } catch {
      await pause(REFUSED_MS)
    } finally {
      found.waiting -= 1
    }
  }
  const end = performance.now() + THERE_MS
  while (!found.isServed) {
    if (performance.now() > end) throw new Error(`${address} is not there`)
    const asked = found.waiting < WAITING_MAX ? ask() : served
    await Promise.race([served, asked, pause(WAITED_MS)])
  }
}

async function answer(addresses: readonly string[]): Promise<Answer> {
  const since = performance.now()
  try {
    await Promise.all(addresses.map(isThere))
    return { ms: performance.now() - since }
  } catch (error) {
    return { why: String(error) }
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  process.on('message', (addresses: readonly string[]) => {
    void answer(addresses).then((said) => process.send?.(said))
  })
