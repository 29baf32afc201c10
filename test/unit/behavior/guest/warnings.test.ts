// A request without effect that is no failure is told at its line, once; one whose outcome was looked at, or
// that was overtaken, is not.
import { describe, expect, test } from 'vitest'
import type { ActAnswer, Result } from '../../../../shared/behavior/sandbox-protocol.ts'
import { effectsOf, LAMP_WORLD, run, start, thing, type ProgramHost, type World } from './program-host.ts'

const told = (result: Result): [string, number | null][] =>
  effectsOf(result, 'warn').map(({ message, line }) => [message, line])

const REFUSED: ActAnswer = { ok: false, why: 'Door stands there.', made: null }
const answered = (program: ProgramHost, call: number, answer = REFUSED): Result =>
  program.deliver({ type: 'answer', call, answer })

describe('[B10] A drawing that there is not', () => {
  test('is told with what was probably meant, and drawn all the same', async () => {
    const result = await run("\nset(self, { sprite: 'lmap' })")
    expect(told(result)[0]).toEqual([
      expect.stringMatching(/^There is no drawing "lmap", so it is drawn as a box\. Did you mean "lamp"\?/),
      1,
    ])
    expect(effectsOf(result, 'set')).toHaveLength(1)
    expect(told(await run("create({ sprite: 'hut' })\ncopy(self, { sprite: 'emoji:fox' })"))).toHaveLength(2)
  })

  test.each(['lamp', 'emoji:🦊', 'emoji:1️⃣', 'emoji:#️⃣', 'paint:#d8cfbd', `asset:${'a'.repeat(64)}`])(
    '%s is one',
    async (sprite) => expect(told(await run(`set(self, { sprite: '${sprite}' })`))).toEqual([]),
  )
})

describe('[B10] What was not done', () => {
  test('is told at its line when nobody looks at the outcome, once', async () => {
    const program = await start(`\non('use', async () => {\n  await placeAt(1, 1)\n})`)
    program.event({}, 1)
    expect(told(answered(program, 1))).toEqual([
      ['"placeAt" was not done. Door stands there. To handle this yourself, check "ok" in the result.', 2],
    ])
    program.event({}, 1)
    expect(told(answered(program, 2))).toEqual([])
  })

  test('is told of what nobody waits for, too', async () => {
    const program = await start(`text().show('score', 1)`)
    expect(told(answered(program, 1))).toMatchObject([[expect.stringMatching(/^"show" was not done/), 0]])
  })

  test.each([
    ['read', 'const { ok } = await placeAt(1, 1); if (!ok) log("no")'],
    ['asked why', 'log((await placeAt(1, 1)).why)'],
    ['read in a promise', 'placeAt(1, 1).then((outcome) => log(outcome.ok))'],
    [
      'read after something else',
      'const outcome = await placeAt(1, 1); await null; await null; log(outcome.ok)',
    ],
  ])('is not told where the outcome is looked at: %s', async (_, code) => {
    const program = await start(`(async () => { ${code} })()`)
    expect(told(answered(program, 1))).toEqual([])
    expect(told(program.event({}))).toEqual([])
  })

  test('waits for what was asked for before the answer came', async () => {
    const program = await start(`(async () => {
      const [one, two] = await Promise.all([placeAt(1, 1), moveBy(next('right'), 1, 0)])
      log(one.ok, two.ok)
    })()`)
    expect(told(answered(program, 1))).toEqual([])
    const later = answered(program, 2)
    expect([later.logs, told(later)]).toEqual([['false false'], []])
  })

  test('is not told of a walk that the same program ended by another', async () => {
    const program = await start('moveTo(1, 1); moveTo(2, 2)')
    const overtaken = { ...REFUSED, why: 'It went another way.' }
    expect(told(answered(program, 1, overtaken))).toEqual([])
    expect(told(answered(program, 2))).toHaveLength(1)
  })

  test('a thing that could not be made is told with the reason', async () => {
    const program = await start(`(async () => { await create({ x: 1, y: 1 }) })()`)
    expect(told(answered(program, 1))).toEqual([
      ['"create" was not done. Door stands there. It gave null.', 0],
    ])
  })

  test('a handler that fails warns of nothing, and may warn later', async () => {
    const program = await start(`on('use', ({ words }) => { set(self, { sprite: 'x' }); if (words) null.x })`)
    expect(told(program.event({ words: 'fail' }, 1))).toEqual([])
    expect(told(program.event({}, 1))).toHaveLength(1)
  })

  test('a program warns of so many lines at most, and none is too much for it', async () => {
    const lines = Array.from({ length: 30 }, () => "set(self, { sprite: 'x' })")
    expect(told(await run(lines.join('\n')))).toHaveLength(20)
  })
})

describe('[B10] A name that is no anchor', () => {
  const page = (text: string): World => ({ ...LAMP_WORLD(), texts: { lamp: text } })
  test.each([
    ['The score is #score 12', 1],
    ['#scores 12', 0],
    ['#score 12', 0],
    ["~~~js\ntext().read('#score')\n~~~", 0],
    ['Nothing', 0],
  ])('%s', async (text, warnings) => {
    expect(told(await run("text().read('score')", { world: page(text) }))).toHaveLength(warnings)
  })
})

describe('[B10] A handler that can never be called where it stands', () => {
  const as = (given: Parameters<typeof thing>[1]): World => ({
    things: [thing('Lamp', given), thing('World', { host: null })],
  })
  test.each([
    ["on('collide', () => {})", { passable: true }, 1],
    ["on('collide', () => {})", {}, 0],
    ["on('collide', { role: 'host' }, () => {})", { passable: true }, 0],
    ["on('collide', () => {}); set(self, { passable: false })", { passable: true }, 0],
    ["on('collide', () => {})()", { passable: true }, 0],
    ["before('push', () => {})", { pushable: false }, 1],
    ["on('pickUp', () => {})", { pickable: false }, 1],
    ["on('pickUp', () => {})", { pickable: true }, 0],
    ["on('collide', () => {})", { host: null }, 0],
    ["on('collide', { role: 'object' }, () => {})", { host: null }, 1],
    ["on('move', { role: 'subject' }, () => {})", { host: null }, 1],
    ["on('use', { role: 'observer' }, () => {})", { host: null }, 1],
    ["on('hear', { role: 'observer' }, () => {})", { host: null }, 0],
    ["on('use', { role: 'object' }, () => {})", { host: null }, 0],
    ["on('collide', () => {})", { passable: true, person: 'Ada', name: 'Lamp' }, 0],
  ])('%s %o', async (code, given, warnings) => {
    const result = await run(code, { world: as(given) })
    expect(result.fault).toBeNull()
    expect(told(result)).toHaveLength(warnings)
    if (warnings > 0)
      expect(told(result)[0]).toEqual([expect.stringMatching(/^This is never called\. .*role: 'host'/), 0])
  })
})
