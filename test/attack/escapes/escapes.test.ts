// Behavior stays inside: nothing that is written on a page reaches the machine, another world, or another
// thing's memory.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { createSandboxes } from '../../../server/owner/sandboxes/sandbox-pool.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { Result, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { id, makeHost, start, thing, used, WORLD } from '../../unit/behavior/host/made.ts'
import { ATTEMPTS, type Attempt } from './attempts.ts'
import { IS_HARD } from '../../hard.ts'

const secret = (what: string) => `canary-${what}-${randomBytes(8).toString('hex')}`

const folder = await mkdtemp(join(tmpdir(), 'inkland-escape-'))
const file = join(folder, 'canary.mjs')
const SECRETS = {
  environment: secret('environment'),
  file: secret('file'),
  global: secret('global'),
  world: secret('world'),
  page: secret('page'),
  memory: secret('memory'),
}
await writeFile(file, `export const secret = '${SECRETS.file}'`)
process.env['INKLAND_CANARY'] = SECRETS.environment
Object.defineProperty(globalThis, 'inklandCanary', {
  value: SECRETS.global,
  enumerable: true,
  configurable: true,
})

afterAll(async () => {
  delete process.env['INKLAND_CANARY']
  Reflect.deleteProperty(globalThis, 'inklandCanary')
  await rm(folder, { recursive: true })
})

/** Each day one attempt in so many, on this thread and in a worker not the same. */
const ONE_IN = 16
const some = (from: number): readonly Attempt[] =>
  ATTEMPTS.filter((_, at) => IS_HARD || (at + from) % ONE_IN === 0)

/** The code before each attempt: ways to send home what it got. */
const AHEAD = `
const file = ${JSON.stringify(file)}
const tell = (...got) => { try { log(...got) } catch {} }
const reached = (what) => { log('REACHED ' + String(what)); try { memory.reached = String(what) } catch {} }
`

const VAULT_CODE = `
memory.secret = '${SECRETS.memory}'
on('use', () => { memory.uses = Number(memory.uses ?? 0) + 1; log(memory.secret === '${SECRETS.memory}', ({}).polluted, self.name) })
`

const VAULT = 'eve/vault'
const vaultPatch = {
  whole: true,
  things: [thing('root2', { host: null }), thing('vault', { host: id('root2'), name: SECRETS.world })],
  texts: [[id('vault'), SECRETS.page]],
} as const
const gardenPatch = {
  whole: true,
  things: [thing('root', { host: null }), thing('lamp'), thing('neighbour', { x: 200 })],
  texts: [[id('lamp'), 'A lamp.']],
} as const

/** Every result of an attempt, as text; throws if it reached anything. */
function judge({ what, code }: Attempt, results: readonly Result[]): void {
  const said = JSON.stringify(results)
  expect(said, what).not.toContain('REACHED')
  for (const [name, value] of Object.entries(SECRETS)) expect(said, `${what}: ${name}`).not.toContain(value)
  // No path of this machine, except the one that the attempt was given.
  expect(said.replaceAll(file, ''), what).not.toMatch(/\/work\/|node_modules|file:\/\/|node:internal|\.ts:\d/)
  for (const { effects } of results) {
    for (const effect of effects) {
      expect(Object.getPrototypeOf(effect), what).toBe(Object.prototype)
      // A program's own memory is its own. It may name things of its own world; a forged thing is none.
      if (effect.do === 'memory') continue
      expect(JSON.stringify(effect), `${what}\n${code}`).not.toMatch(/"(thing|on|of|to)":"(vault|root2)"/)
    }
  }
}

const ownNames = (value: object) => Reflect.ownKeys(value).map(String).sort()

test('none of the attempts reaches the machine, another world, or another memory, even on this very thread', async () => {
  using traps = trapGlobals()
  const before = {
    global: ownNames(globalThis),
    object: ownNames(Object.prototype),
    array: ownNames(Array.prototype),
  }
  for (const attempt of some(0)) {
    const host = await makeHost()
    host.patch(VAULT, vaultPatch)
    host.patch(WORLD, gardenPatch)
    const vault = () => host.run(VAULT, { artifact: id('vault'), deliveries: [used(1)] }).results[0]
    host.run(VAULT, { artifact: id('vault'), deliveries: [start(VAULT_CODE)] })
    host.run(WORLD, { artifact: id('neighbour'), deliveries: [start(VAULT_CODE)] })
    const { results } = host.run(WORLD, {
      artifact: id('lamp'),
      deliveries: [start(AHEAD + attempt.code), used(1), used(2)],
    })
    judge(attempt, results)
    expect(vault(), attempt.what).toMatchObject({ logs: [`true undefined ${SECRETS.world}`], fault: null })
    expect(vault()?.effects, attempt.what).toEqual([{ do: 'memory', key: 'uses', value: 2 }])
    const next = host.run(WORLD, { artifact: id('neighbour'), deliveries: [used(1)] }).results[0]
    expect(next, attempt.what).toMatchObject({ logs: ['true undefined neighbour'], fault: null })
    expect(({} as Record<string, unknown>)['polluted'], attempt.what).toBeUndefined()
    expect(traps.sprung, attempt.what).toEqual([])
  }
  traps[Symbol.dispose]()
  const after = {
    global: ownNames(globalThis),
    object: ownNames(Object.prototype),
    array: ownNames(Array.prototype),
  }
  expect(after).toEqual(before)
  expect(await readFile(file, 'utf8')).toContain(SECRETS.file)
  expect(ATTEMPTS.length).toBeGreaterThanOrEqual(150)
  console.log(`${some(0).length} attempts to get out, 0 reached anything`)
})

test('nor where programs really run, and the thread that runs them answers after each', async () => {
  let killed = 0
  const log = pino({ level: 'silent' })
  const sandboxes = createSandboxes({ log, clock: systemClock })
  try {
    const vault: Sandbox = sandboxes.open(VAULT, () => killed++)
    const garden: Sandbox = sandboxes.open(WORLD, () => killed++)
    vault.patch(vaultPatch)
    garden.patch(gardenPatch)
    await vault.run([{ artifact: id('vault'), deliveries: [start(VAULT_CODE)] }])
    for (const [index, attempt] of some(1).entries()) {
      const deliveries = [start(AHEAD + attempt.code), used(1), used(2)]
      const [done] = await garden.run([{ artifact: id('lamp'), deliveries }])
      expect(done?.artifact).toBe('lamp')
      judge(attempt, done?.results ?? [])
      const [other] = await vault.run([{ artifact: id('vault'), deliveries: [used(1)] }])
      expect(other?.results[0], attempt.what).toMatchObject({
        logs: [`true undefined ${SECRETS.world}`],
        effects: [{ do: 'memory', key: 'uses', value: index + 1 }],
      })
    }
    expect(killed).toBe(0)
  } finally {
    await sandboxes.close()
  }
})

/** Functions of this thread that must not be called while programs run on it. */
function trapGlobals(): Disposable & { readonly sprung: string[] } {
  const sprung: string[] = []
  const holders: [object, string][] = [
    [globalThis, 'fetch'],
    [globalThis, 'eval'],
    [process, 'exit'],
    [process, 'kill'],
    [process, 'dlopen'],
  ]
  const before = holders.map(([holder, name]) => Object.getOwnPropertyDescriptor(holder, name))
  for (const [holder, name] of holders) {
    Object.defineProperty(holder, name, {
      value: () => sprung.push(name),
      configurable: true,
      writable: true,
    })
  }
  return {
    sprung,
    [Symbol.dispose]() {
      for (const [index, [holder, name]] of holders.entries()) {
        const descriptor = before[index]
        if (descriptor) Object.defineProperty(holder, name, descriptor)
        else Reflect.deleteProperty(holder, name)
      }
    },
  }
}

test('what would reach something is seen: a program that may read the secret, and tells it, is judged', async () => {
  const host = await makeHost()
  host.patch(VAULT, vaultPatch)
  const results = (code: string) =>
    host.run(VAULT, { artifact: id('vault'), deliveries: [start(AHEAD + code)] }).results
  for (const code of ['tell(self.name)', 'tell(text(self).whole)', 'reached("x")', 'halt(host)']) {
    expect(() => judge({ what: 'a leak', code }, results(code)), code).toThrow('a leak')
  }
  expect(() => judge({ what: 'no leak', code: '' }, results('tell(1)'))).not.toThrow()
})
