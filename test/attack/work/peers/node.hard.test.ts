// The costliest answers and messages of another node, at a real node. It answers others all the while, other
// nodes too, does not grow for it, and serves again at once when it is killed in the middle.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLone, pathTo, type LoneNode } from '../../../peers.ts'
import { parseNodeName, type MemberId } from '../../../../shared/world/address.ts'
import { expectInTime, GROWN_BYTES, SERVES_MS } from '../bounds.ts'
import { FOUND } from './found.ts'
import { startPeerStage, type PeerStage } from './visiting-node.ts'

const LIMIT_MS = 120_000

let stage: PeerStage
let other: LoneNode
let frank: MemberId
let worstMs = 0
let grown = 0

beforeAll(async () => {
  ;[stage, other] = await Promise.all([startPeerStage(), startLone()])
  frank = other.person('frank')
}, LIMIT_MS)

afterAll(async () => {
  console.info(
    `nobody holds up the node, of other nodes: ${FOUND.length} attacks, answered after ${worstMs.toFixed(0)} ms at most, ${(grown / 1e6).toFixed(0)} MB more memory at most`,
  )
  await other?.[Symbol.asyncDispose]()
  await stage?.[Symbol.asyncDispose]()
})

/** A request of an honest node to ours. */
async function askedByAnother(): Promise<unknown> {
  const node = parseNodeName(`127.0.0.1:${stage.ours.node.server.port}`)
  if (node === null) throw new Error('a port makes a name')
  const path = pathTo(`/api/worlds/${stage.open}/right`)
  return (await other.peers.caller.call(node, { method: 'GET', path, as: frank })).body
}

describe('[nobody holds up the node] of other nodes', () => {
  for (const { name, send } of FOUND) {
    it(name, { timeout: LIMIT_MS }, async () => {
      const seen = await stage.ours.seenDuring(async () => {
        const sent = send(stage)
        expect(await askedByAnother()).toEqual({ right: 'act' })
        await sent
      })
      worstMs = Math.max(worstMs, seen.netMs)
      grown = Math.max(grown, seen.grown)
      expectInTime(seen.netMs)
      expect(seen.grown).toBeLessThan(GROWN_BYTES)
    })
  }

  it('all of that, after it is killed', { timeout: LIMIT_MS }, async () => {
    expect(await stage.ours.killed()).toBeLessThan(SERVES_MS)
  })
})
