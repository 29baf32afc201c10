// Adds to attacks.test.ts all inputs that were found to hold up a node, and the clock: a real node of many
// years answers others all the while, does not grow for it, and serves again at once when it is killed in the
// middle.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ATTACKS } from './attacks.ts'
import { expectInTime, GROWN_BYTES, SERVES_MS } from './bounds.ts'
import { DOCUMENT_ATTACKS } from './document-attacks.ts'
import { FOUND_ATTACKS } from './search/found.ts'
import { startStage, type Stage } from './watched-node.ts'

const ALL = [...ATTACKS, ...DOCUMENT_ATTACKS, ...FOUND_ATTACKS]

/** For how long what one sends in a few seconds may keep the node busy, in ms. */
const WORKED_MS = 6_000
const LIMIT_MS = 60_000

let viewport: Stage
let worstMs = 0
let grown = 0

beforeAll(async () => {
  viewport = await startStage()
}, LIMIT_MS)

afterAll(async () => {
  console.info(
    `nobody holds up the node: ${ALL.length} attacks, answered after ${worstMs.toFixed(0)} ms at most, ${(grown / 1e6).toFixed(0)} MB more memory at most`,
  )
  await viewport[Symbol.asyncDispose]()
})

describe('[nobody holds up the node] of those who send', () => {
  for (const { name, send } of ALL) {
    it(name, { timeout: LIMIT_MS }, async () => {
      const seen = await viewport.seenDuring(async () => {
        await send(viewport)
        await viewport.clear()
      })
      worstMs = Math.max(worstMs, seen.netMs)
      grown = Math.max(grown, seen.grown)
      expectInTime(seen.netMs)
      expect(seen.workedMs).toBeLessThan(WORKED_MS)
      expect(seen.grown).toBeLessThan(GROWN_BYTES)
    })
  }

  it('all of that, after it is killed', { timeout: LIMIT_MS }, async () => {
    expect(await viewport.killed()).toBeLessThan(SERVES_MS)
  })
})
