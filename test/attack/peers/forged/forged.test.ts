// [row 15] Peers cannot be faked: forged and replayed requests, vouchers and cards, 0 of them accepted;
// requests also over HTTP.
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cardOf, readCard, type Card } from '../../../../server/peers/identity/node-card.ts'
import { openIdentity } from '../../../../server/peers/identity/node-identity.ts'
import { keyNameOf, type KeyPair } from '../../../../server/peers/identity/node-keys.ts'
import { createSigning, type Signing } from '../../../../server/peers/identity/request-signing.ts'
import { readVoucher } from '../../../../server/peers/identity/person-vouchers.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { FORGED_CARDS } from './forged-cards.ts'
import { FORGED_REQUESTS } from './forged-requests.ts'
import { FORGED_VOUCHERS, goodVoucher } from './forged-vouchers.ts'
import { keysOfScene, makeNode, nodeName, sentWith, signedBy, type Scene, type Sent } from './forger.ts'

const NOW = Date.UTC(2026, 5, 1)
const now = () => NOW
const random = seededRandom(7).bytes

let scene: Scene
let signing: Signing
let over: Over

beforeAll(async () => {
  const names = () => [nodeName('house.example')]
  const receiver = await openIdentity({ store: createMemoryStore(), clock: { now }, random, names })
  scene = {
    receiver,
    honest: await makeNode('honest.example', 1, now),
    mallory: await makeNode('mallory.example', 2, now),
    path: '/peers/echo',
    now,
  }
  signing = createSigning({ identity: receiver, clock: { now }, random })
  over = await serve(signing, scene)
})
afterAll(() => over.close())

/** The code of the refusal; '' when it counts. */
async function judge({ authorization, body, method, path }: Sent): Promise<string> {
  const judged = await signing.check({ authorization, method, path }, keysOfScene(scene))
  if (judged.kind === 'refused') return judged.code
  return judged.isBody(Buffer.from(body)) ? '' : 'other'
}

describe('[N5] requests', () => {
  it('[row 15] are accepted as the honest node signs them, with an old key too', async () => {
    const { honest } = scene
    for (const key of [honest.key, honest.old]) {
      expect(await judge(sentWith(scene, signedBy(key, scene)))).toBe('')
      expect(await over.send(sentWith(scene, signedBy(key, scene)))).toBe('honest.example')
    }
  })

  it.each(FORGED_REQUESTS)('[row 15] do not count with $what', async ({ sends, good = 0, code }) => {
    const here: string[] = []
    for (const sent of await sends(scene)) here.push(await judge(sent))
    expect(here.slice(0, good).join('')).toBe('')
    expect(here.length).toBeGreaterThan(good)
    expect(new Set(here.slice(good))).toEqual(new Set([code]))
    let accepted = 0
    for (const sent of await sends(scene)) if ((await over.send(sent)) !== null) accepted += 1
    expect(accepted).toBe(good)
  })

  it('[row 15] do not count twice where they come at once', async () => {
    const sent = sentWith(scene, signedBy(scene.honest.key, scene))
    const all = await Promise.all(Array.from({ length: 20 }, () => over.send(sent)))
    expect(all.filter((node) => node !== null)).toHaveLength(1)
  })

  it('[row 15] do not count again after a restart, however soon', async () => {
    const sent = sentWith(scene, signedBy(scene.honest.key, scene))
    expect(await judge(sent)).toBe('')
    const store = createMemoryStore()
    const open = () =>
      openIdentity({ store, clock: { now }, random, names: () => [nodeName('house.example')] })
    const [before, after] = [await open(), await open()]
    expect(after.keys()).toEqual(before.keys())
    const again = createSigning({ identity: after, clock: { now }, random })
    const judged = await again.check(sent, keysOfScene(scene))
    expect(judged).toMatchObject({ kind: 'refused', code: 'run' })
  })

  it('[row 15] count with no byte of them changed', async () => {
    const seed = seedFromEnvironment()
    const chance = seededRandom(seed)
    const token = signedBy(scene.honest.key, scene)
    const accepted: string[] = []
    const attempt = async (mutant: string) => {
      if (mutant !== token && (await judge(sentWith(scene, mutant))) === '') accepted.push(mutant)
    }
    for (let at = 0; at < token.length; at++) {
      const code = token.charCodeAt(at)
      for (const other of [code ^ (1 << chance.below(7)), 33 + chance.below(94), 65 + chance.below(26)]) {
        await attempt(`${token.slice(0, at)}${String.fromCharCode(other)}${token.slice(at + 1)}`)
      }
      await attempt(token.slice(0, at))
      await attempt(`${token.slice(0, at)}${token.slice(at + 1)}`)
      await attempt(`${token.slice(0, at)}${token.charAt(at)}${token.slice(at)}`)
    }
    expect(accepted, `seed ${seed}`).toEqual([])
    expect(await judge(sentWith(scene, token))).toBe('')
  })
})

describe('[N6] vouchers', () => {
  const read = (text: string, { identity } = scene.honest) =>
    readVoucher(text, {
      from: identity.name(),
      keys: cardOf(identity, 'A node'),
      self: { names: () => [scene.receiver.name()] },
      now: NOW,
    })

  it('[row 15] are read as the honest node gives them', async () => {
    const vouched = {
      node: 'honest.example',
      subject: 'bob-for-life',
      account: 'bob',
      name: 'Bob',
      look: { sprite: 'robot', color: '#2b6cb0' },
      body: 'body1',
      until: NOW + 300_000,
    }
    expect(await read(await goodVoucher(scene))).toEqual({ kind: 'person', vouched })
  })

  it.each(FORGED_VOUCHERS)('[row 15] do not count with $what', async ({ make, by, code }) => {
    const judged = await read(await make(scene), by === 'mallory' ? scene.mallory : scene.honest)
    expect(judged).toMatchObject({ kind: 'refused', code })
  })

  it('[row 15] count with no byte of them changed', async () => {
    const token = await goodVoucher(scene)
    for (let at = 0; at < token.length; at++) {
      const other = String.fromCharCode(token.charCodeAt(at) ^ 1)
      const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`
      expect(await read(changed)).toMatchObject({ kind: 'refused' })
    }
  })
})

describe('cards', () => {
  it('[row 15] are read as the honest node shows them', async () => {
    const card = cardOf(scene.honest.identity, 'Honest')
    expect(await readCard(structuredClone(card), scene.honest.identity.name())).toEqual(card)
  })

  it.each(FORGED_CARDS)('[row 15] do not count with $what', async ({ make, of, code }) => {
    const card = structuredClone(cardOf(scene.honest.identity, 'Honest'))
    const made: unknown = await make(card, scene)
    const name = of?.(scene) ?? scene.honest.identity.name()
    expect(await readCard(made, name)).toMatchObject({ kind: 'refused', code })
  })

  it('[row 15] of a node that is called by its key belong to that key alone', async () => {
    const { mallory } = scene
    const named = (first: KeyPair): Card => ({
      ...cardOf(mallory.identity, 'Nobody'),
      name: keyNameOf(first.public),
    })
    expect(await readCard(named(mallory.over), keyNameOf(mallory.over.public))).toMatchObject({ inkland: 1 })
    for (const first of [mallory.key, mallory.old, scene.honest.over]) {
      expect(await readCard(named(first), keyNameOf(first.public))).toMatchObject({ code: 'forged' })
    }
  })
})

interface Over {
  /** The sender as the receiver took it, over HTTP. */
  send(sent: Sent): Promise<string | null>
  close(): void
}

/** The receiver behind a real HTTP server, which is all that Node lets through. */
async function serve(signing: Signing, scene: Scene): Promise<Over> {
  const answer = async (incoming: IncomingMessage): Promise<string> => {
    const { method = '', url: path = '', headersDistinct } = incoming
    const authorization = headersDistinct['authorization'] ?? []
    const body = await buffer(incoming)
    const judged = await signing.check({ method, path, authorization }, keysOfScene(scene))
    return judged.kind === 'from' && judged.isBody(body) ? judged.node : ''
  }
  const listener: RequestListener = (incoming, response) =>
    void answer(incoming).then((node) => response.end(node))
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    close: () => void server.close(),
    async send({ method, path, authorization, body }) {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      const headers = ['Host', 'house.example', 'Content-Length', String(Buffer.byteLength(body))]
      for (const value of authorization) headers.push('Authorization', value)
      try {
        request({ port, host: '127.0.0.1', method, path, headers }, resolve).on('error', reject).end(body)
      } catch {
        // Node's own client will not even send it.
        return null
      }
      return (await buffer(await promise)).toString() || null
    },
  }
}
