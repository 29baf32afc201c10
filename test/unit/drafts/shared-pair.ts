// Two real nodes for all tests of a file, which have worlds of their own there: a test that ends one of them
// has the next one begin with others.
import { afterAll } from 'vitest'
import { servePair, type ServedPair } from '../../peers.ts'

export function pairOfFile(): () => Promise<ServedPair> {
  let pair: ServedPair | null = null
  afterAll(() => pair?.[Symbol.asyncDispose]())
  return async () => {
    if (pair?.a.server.isRunning() && pair.b.server.isRunning()) return pair
    await pair?.[Symbol.asyncDispose]()
    pair = await servePair()
    return pair
  }
}

let gardens = 0
/** A title that no world of these nodes has, and the word for it in addresses. */
export function nextGarden(): { readonly title: string; readonly word: string } {
  gardens += 1
  return { title: `Garden ${gardens}`, word: `garden-${gardens}` }
}
