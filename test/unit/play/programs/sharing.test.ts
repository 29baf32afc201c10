// Code that several things share: a page exports functions, and others take them.
import { beforeEach, describe, expect, test } from 'vitest'
import { CODE_HELD } from '../../../../shared/behavior/held-code.ts'
import { exportsOf, pagesTaken, runnable } from '../../../../shared/behavior/shared-code.ts'
import type { FaultData } from '../../../../shared/behavior/sandbox-protocol.ts'
import { rename } from '../../../../shared/world/edits/name-edits.ts'
import { sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { sceneArtifact } from '../../../../shared/world/scene/scene.ts'
import { makeHost, start, WORLD } from '../../behavior/host/made.ts'
import { id } from '../../world/made.ts'
import { World } from '../world.ts'

let world: World
beforeEach(() => {
  world = new World()
})

const CARDS = `export const SUITS = ['hearts', 'spades']
let dealt = 0
export function deal() { dealt++; return self.name + ' ' + dealt }
export async function later() { await say('x'); return deal() }`

describe('[B26] A page shares functions', () => {
  test('which run in the program that takes them, each with values of its own', async () => {
    world.put('Cards', { x: 400, code: CARDS })
    for (const [name, x] of [
      ['ann', 0],
      ['bob', 200],
    ] as const)
      world.put(name, {
        x,
        code: `const { deal, SUITS } = from('Cards')\nlog(SUITS.join(), deal(), deal())\non('use', async () => log(await from('Cards').later()))`,
      })
    await world.begin()
    await world.pass(200)
    expect(world.logs.toSorted()).toEqual([
      'ann: hearts,spades ann 1 ann 2',
      'bob: hearts,spades bob 1 bob 2',
    ])
    await world.use('bob')
    expect(world.logs.at(-1)).toBe('bob: bob 3')
    expect(['ann', 'bob', 'Cards'].flatMap((name) => world.faults(name))).toEqual([])
  })

  test('and pages share with pages', async () => {
    world.put('dice', { x: 400, code: `export function roll() { return 4 }` })
    world.put('game', {
      x: 200,
      code: `const { roll } = from('dice')\nexport function play() { return roll() * 2 }`,
    })
    world.put('ann', { code: `log(from('game').play())` })
    await world.begin()
    await world.pass(200)
    expect(world.logs).toEqual(['ann: 8'])
  })

  test.each([
    ['a page that is not there', `from('Cart')`, /^error 5 x1: There is no page called “Cart” in this world/],
    [
      'a page that shares nothing',
      `from('bell')`,
      /“bell” shares nothing\. Write "export" before a function/,
    ],
    [
      'a name that is not shared',
      `const { dael } = from('Cards')`,
      /There is no property "dael" of what “Cards” shares\. Did you mean "deal"\?/,
    ],
    [
      'a name that is made up as it runs',
      `const name = 'Cards'; from(name)`,
      /Write the name of the page in from\(\.\.\.\) itself/,
    ],
    ['no name', `from(self)`, /Write the name of a page in quotes/],
    [
      'an error in shared code',
      `from('Cards').fail()`,
      /^error 5 x1: .*nothing is not defined.* \(in code that it takes from another page, at line 8 there\)/,
    ],
  ])('%s is told at the line', async (_what, code, words) => {
    world.put('Cards', { x: 400, code: `${CARDS}\nexport function fail() { return nothing }` })
    world.put('bell', { x: 200, code: `function ring() {}` })
    world.put('ann', { code: `\n${code}` })
    await world.begin()
    await world.pass(200)
    expect(world.faults('ann')).toEqual([expect.stringMatching(words)])
  })

  test('circles are told, and so are two pages of one name', async () => {
    world.put('hen', { x: 400, code: `from('egg')\nexport const a = 1` })
    world.put('egg', { x: 200, code: `from('hen')\nexport const b = 1` })
    world.put('ann', { code: `from('hen')` })
    world.put('twin', { x: 500, code: `export const c = 1` })
    world.put('other', { x: 600, code: `export const c = 2` })
    world.done(rename(world.edit, id('other'), 'twin'))
    world.put('bob', { x: 100, code: `from('twin')` })
    await world.begin()
    await world.pass(200)
    expect(world.faults('ann')).toEqual([
      expect.stringMatching(/take from each other in a circle: "hen" takes from "egg" takes from "hen"\./),
    ])
    expect(world.faults('hen')).toEqual([expect.stringContaining('in a circle')])
    expect(world.faults('bob')).toEqual([expect.stringContaining('Two things called “twin” share code.')])
  })

  test('within the bounds of the program that takes it', async () => {
    const host = await makeHost()
    const shared = {
      slow: { code: 'function work() { for (;;); }', exports: ['work'] },
      large: { code: 'const all = []\nfor (;;) all.push({ all })', exports: ['all'] },
    }
    const faultOf = (code: string): FaultData | null | undefined =>
      host.run(WORLD, { artifact: id('lamp'), deliveries: [start(code, { shared })] }).results[0]?.fault
    expect(faultOf(`\nfrom('slow').work()`)).toMatchObject({ kind: 'time' })
    expect(['time', 'memory']).toContain(faultOf(`from('large')`)?.kind)
    expect(faultOf(`log(1)`)).toBeNull()
  })

  test('code that came with files and sleeps is not taken', async () => {
    world.put('Cards', { x: 400, code: CARDS })
    world.put('ann', { code: `from('Cards')` })
    sceneArtifact(world.scene, id('Cards'))?.set(CODE_HELD, true)
    await world.begin()
    await world.pass(200)
    expect(world.faults('ann')).toEqual([expect.stringContaining('came with files. It sleeps')])
  })
})

describe('[B27] Who takes from a page starts again', () => {
  const begun = async (): Promise<void> => {
    world.put('Cards', { x: 400, code: `export const TRUMP = 'hearts'` })
    world.put('game', { x: 200, code: `export const trump = () => from('Cards').TRUMP` })
    world.put('ann', { code: `log(from('game').trump())` })
    world.put('bob', { x: 100, code: `log('bob begins')` })
    await world.begin()
    await world.pass(200)
    expect(world.logs.splice(0).toSorted()).toEqual(['ann: hearts', 'bob: bob begins'])
  }

  test('when its code is another, also behind another page; nobody else does', async () => {
    await begun()
    world.write('Cards', `export const TRUMP = 'spades'`)
    await world.pass(600)
    expect(world.logs).toEqual(['ann: spades'])
    // Prose around the code starts nobody again.
    world.write('Cards', `export const TRUMP = 'spades'`)
    await world.pass(600)
    expect(world.logs).toHaveLength(1)
  })

  test('when it goes, is called otherwise, and comes back', async () => {
    await begun()
    world.done(rename(world.edit, id('Cards'), 'Deck'))
    await world.pass(600)
    expect(world.faults('ann')).toEqual([expect.stringContaining('no page called “Cards”')])
    world.done(rename(world.edit, id('Cards'), 'Cards'))
    await world.pass(600)
    expect([world.logs.at(-1), ...world.faults('ann')]).toEqual(['ann: hearts'])
    world.done(sendToLimbo(world.edit, id('Cards')))
    await world.pass(600)
    expect(world.faults('ann')).toEqual([expect.stringContaining('no page called “Cards”')])
  })

  test('when it begins to share', async () => {
    world.put('ann', { code: `log(from('Cards').TRUMP)` })
    world.put('Cards', { x: 400, code: `const TRUMP = 1` })
    await world.begin()
    await world.pass(200)
    expect(world.faults('ann')).toEqual([expect.stringContaining('shares nothing')])
    world.write('Cards', `export const TRUMP = 2`)
    await world.pass(600)
    expect([...world.logs, ...world.faults('ann')]).toEqual(['ann: 2'])
  })
})

test('what is exported and taken is read from the code as it is written', () => {
  const code = `export function a() {}\n  export function no() {}\nexport async function b() {}\nexport class C {}\nexport let d = 1\nexport function* e() {}\nexport default 3`
  expect(exportsOf(code)).toEqual(['a', 'b', 'C', 'd', 'e'])
  expect(runnable('export const x = 1\nlog(x)')).toBe('       const x = 1\nlog(x)')
  expect(
    pagesTaken(`from('A b'); from( "C" ); Array.from('no'); from(name); from(\`D\`); from(\`\${x}\`)`),
  ).toEqual(['A b', 'C', 'D'])
})
