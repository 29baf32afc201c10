// Long ways, piles and crowds at a real node: other people there notice nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectInTime } from './bounds.ts'
import { CROWDS } from './crowds.ts'
import { startStage, type Stage } from './watched-node.ts'

const LIMIT_MS = 90_000

let viewport: Stage

beforeAll(async () => {
  viewport = await startStage({ isGrownUp: false })
}, LIMIT_MS)
afterAll(() => viewport[Symbol.asyncDispose]())

describe('[nobody holds up the node] in what they do in a world', () => {
  for (const { name, send } of CROWDS) {
    it(name, { timeout: LIMIT_MS }, async () => {
      const { answers, netMs } = await viewport.seenDuring(() => send(viewport))
      console.info(`${name}: answered after ${netMs.toFixed(0)} ms at most`)
      expect(answers).toBeGreaterThan(10)
      expectInTime(netMs)
    })
  }
})
