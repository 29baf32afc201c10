// [row 15] The same forged and replayed requests, sent to a real node that knows the honest one and the
// forger by their cards.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PeerRefusal } from '../../../../shared/wire/peers/peer-headers.ts'
import { serve } from '../../../hosted-node.ts'
import { type ServingNode } from '../../../process.ts'
import { FORGED_REQUESTS } from './forged-requests.ts'
import { sentWith, signedBy, type Scene, type Sent } from './forger.ts'
import { sceneAt, sendTo, showCard, type Shown } from './sent.ts'

let node: ServingNode
let scene: Scene
let shown: readonly Shown[] = []

beforeAll(async () => {
  node = await serve({ args: ['--peers-private'] })
  const [honest, mallory] = await Promise.all([showCard(1), showCard(2)])
  shown = [honest, mallory]
  scene = await sceneAt(node.port, '/api/peers/nothing', { honest: honest.node, mallory: mallory.node })
})
afterAll(async () => {
  for (const each of shown) each[Symbol.dispose]()
  await node[Symbol.asyncDispose]()
})

const send = (sent: Sent) => sendTo(node.port, sent)

/**
 * A sender that is let in is told that there is nothing. So is a sender who does not sign like a node, and is
 * nobody.
 */
const isLetIn = ({ status }: { readonly status: number }): boolean => status === 404
const isOfNode = ({ authorization }: Sent): boolean =>
  authorization.some((header) => /^Inkland \S/.test(header))
const isThere = ({ path }: Sent): boolean => path.startsWith('/api/')

it('[row 15] lets the honest node in, with an old key too', async () => {
  for (const key of [scene.honest.key, scene.honest.old]) {
    expect(await send(sentWith(scene, signedBy(key, scene)))).toMatchObject({ status: 404 })
  }
})

it('[row 15] lets none of over 150 forgeries and replays in', async () => {
  const wrong: string[] = []
  let tries = 0
  for (const { what, code, good = 0, sends } of FORGED_REQUESTS) {
    const all = (await sends(scene)).filter((sent) => isOfNode(sent) && isThere(sent))
    for (const [at, sent] of all.entries()) {
      const answer = await send(sent)
      tries += 1
      const isRight = at < good ? isLetIn(answer) : answer.status === 401 && codeIn(answer.words) === code
      if (!isRight) wrong.push(`${what}: ${answer.status} ${answer.words}`)
    }
  }
  expect(wrong).toEqual([])
  expect(tries).toBeGreaterThan(150)
  console.info(`peers cannot be faked: ${tries} forged and replayed requests at a real node, 0 accepted`)
})

const codeIn = (words: string): string => PeerRefusal.parse(JSON.parse(words)).code
