// The API's answers when the disk fails, or when there is a bug: the truth, in plain words, and nothing of
// its inside.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { ANONYMOUS, makeLineId, makeWorldId, parseAddress } from '../../../shared/world/address.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'

/** A store whose disk can be broken and mended, and that counts what was asked of it. */
function breakable() {
  const disk = { isBroken: false, asked: [] as (keyof Store)[] }
  const failOn = (call: keyof Store) => {
    disk.asked.push(call)
    return disk.isBroken
  }
  return { disk, store: createFaultyStore(createMemoryStore(), { failOn }) }
}

describe('a failing disk', () => {
  it('is told for every call of the API, which has no effect, and works again after', async () => {
    const { disk, store } = breakable()
    await using inside = await serveInside({ store })
    const to = (what: string, body?: unknown) => ask(inside.url, what, { body })
    await to('POST /api/worlds', { title: 'Here', address: 'a/here' })
    const before = (await to('GET /api/worlds')).text

    disk.isBroken = true
    for (const [what, body] of [
      ['POST /api/me', { name: 'Ada' }],
      ['GET /api/worlds'],
      ['POST /api/worlds', { title: 'New' }],
      ['PATCH /api/worlds/a/here', { address: 'a/there' }],
      ['DELETE /api/worlds/a/here'],
      ['GET /api/bin'],
      ['POST /api/bin/x/restore', {}],
      ['DELETE /api/bin/x'],
      ['GET /api/worlds/a/here/export'],
    ] as const) {
      const answer = await to(what, body)
      expect([answer.status, answer.refusal().code], what).toEqual([503, 'disk'])
      expect(answer.headers['retry-after']).toBe('5')
      expect(answer.cookie).toBe('')
    }
    expect((await to('GET /api/me')).read(Me).member).toBeNull()

    disk.isBroken = false
    expect((await to('GET /api/worlds')).text).toBe(before)
    expect((await to('GET /api/bin')).read(WorldList).worlds).toEqual([])
  })

  it('shows in /healthz, which asks the disk once a second at most', async () => {
    const { disk, store } = breakable()
    await using inside = await serveInside({ store })
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(inside.url, 'GET /healthz')))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(disk.asked.filter((call) => call === 'probe')).toHaveLength(1)
  })

  it('makes /healthz answer 503', async () => {
    const { disk, store } = breakable()
    disk.isBroken = true
    await using inside = await serveInside({ store })
    const answer = await ask(inside.url, 'GET /healthz')
    expect([answer.status, answer.text]).toEqual([503, '{"ok":false}'])
    expect(inside.log.join('')).toContain('the store cannot write')
  })

  it('at any step of an export is told or breaks it off: half a file is never taken for a whole one', async () => {
    const memory = createMemoryStore()
    const world = await largeWorld(memory)
    const outcomes: unknown[] = []
    for (let step = 1; outcomes.at(-1) !== 200; step++) {
      let steps = 0
      const failOn = (call: keyof Store) => call !== 'find' && (steps += 1) === step
      await using inside = await serveInside({ store: createFaultyStore(memory, { failOn }) })
      const exported = ask(inside.url, `GET /api/worlds/${world}/export`)
      outcomes.push(await exported.then(({ status }) => status, codeOf))
    }
    console.info('an export whose disk fails at step n:', outcomes)
    // From the first bytes on there is no other way to say it.
    expect(new Set(outcomes)).toEqual(new Set([503, 'ECONNRESET', 200]))
    expect(outcomes.indexOf(200)).toBe(outcomes.length - 1)
  })
})

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error)

/** A world whose export is many pages that cannot be compressed. */
async function largeWorld(store: Store): Promise<string> {
  const [address, member, clock] = [parseAddress('a/large'), ANONYMOUS, Date.now()]
  if (!address) throw new Error('a/large is an address')
  const identity = { id: makeWorldId(randomBytes), line: makeLineId(randomBytes) }
  const world = await store.create({ ...identity, address, title: 'Large', at: clock, scene: [] })
  if (!world) throw new Error('the store is empty')
  for (let row = 0; row < 12; row++) {
    const document = { world: world.key, kind: 'scene' } as const
    await store.append([{ document, bytes: randomBytes(500_000), member, at: clock, claims: [] }])
  }
  return address
}

describe('a bug', () => {
  it('is answered without its inside, and logged with it', async () => {
    const store: Store = { ...createMemoryStore(), worlds: () => Promise.reject(new Error('secret inside')) }
    await using inside = await serveInside({ store })
    const answer = await ask(inside.url, 'GET /api/worlds')
    expect([answer.status, answer.refusal().code]).toEqual([500, 'fault'])
    expect(answer.text).not.toMatch(/secret|at .*:\d+/)
    expect(inside.log.join('')).toContain('secret inside')
  })
})

describe('a client that was not built', () => {
  it('is told with what to do', async () => {
    await using inside = await serveInside()
    const answer = await ask(inside.url, 'GET /w/a/b', { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('npm run build')
  })
})
