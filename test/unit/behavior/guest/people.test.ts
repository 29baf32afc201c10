// `memoryOf`: what a program keeps of each person.
import { describe, expect, test } from 'vitest'
import { effectsOf, id, start, thing, LAMP_WORLD, type World } from './program-host.ts'

const WITH_PEOPLE = (): World => {
  const world = LAMP_WORLD()
  world.things.push(thing('Ann', { person: 'Ann' }), thing('Bob', { person: 'Bob' }))
  return world
}

const COUNTING = `on('use', ({ subject }) => { memoryOf(subject).coins = (memoryOf(subject).coins ?? 0) + 1 })
on('hear', ({ subject, words }) => log(...(0, eval)(words)(subject)))`

describe('[B14] Each person has a memory of their own', () => {
  test('what is kept of one is not kept of another, and is part of memory', async () => {
    const program = await start(COUNTING, { world: WITH_PEOPLE() })
    expect(effectsOf(program.event({ subject: id('ann') }, 1), 'memory')).toEqual([
      { do: 'memory', key: 'person:ann', value: { coins: 1 } },
    ])
    program.event({ subject: id('ann') }, 1)
    program.event({ subject: id('bob') }, 1)
    const words = `(one) => [memoryOf(one).coins, remembered().join(), Object.keys(memory).join(), JSON.stringify(memoryOf(one))]`
    expect(program.event({ subject: id('ann'), words }, 2).logs).toEqual(['2 ann,bob  {"coins":2}'])
    program.dispose()
  })

  test('it is there after a restart, and for somebody who left, by their id', async () => {
    const memory = { 'person:ann': { coins: 7, won: ['cup'] }, rounds: 3 }
    const code = `log(remembered().map((id) => memoryOf(id).coins).join(), Object.keys(memory).join())
    memoryOf('ann').won.push('vase')
    on('leave', ({ subject }) => { delete memoryOf(subject).coins; delete memoryOf(subject).won })`
    const program = await start(code, { memory })
    expect(program.started.fault).toBeNull()
    expect(program.started.logs).toEqual(['7 rounds'])
    expect(effectsOf(program.started, 'memory')).toEqual([
      { do: 'memory', key: 'person:ann', value: { coins: 7, won: ['cup', 'vase'] } },
    ])
    // Nothing is kept of a person of whom nothing is known.
    expect(effectsOf(program.event({ subject: id('ann') }, 1), 'memory')).toEqual([
      { do: 'memory', key: 'person:ann' },
    ])
    program.dispose()
  })

  test('looking at it keeps nothing, and names are names like any other', async () => {
    const code = `on('use', ({ subject }) => {
      const mine = memoryOf(subject)
      log(mine.constructor, mine.toString, 'x' in mine, mine === memoryOf(subject), remembered().length)
    })`
    const program = await start(code, { world: WITH_PEOPLE() })
    const result = program.event({ subject: id('ann') }, 1)
    expect(result).toMatchObject({ effects: [], fault: null, logs: ['undefined undefined false true 0'] })
    program.dispose()
  })
})

describe('A wrong use is an error at its line', () => {
  test.each([
    ['memoryOf(self)', 'The person of memoryOf must be a person who is here, and "Lamp" is a thing.'],
    ['memoryOf(null)', 'The person of memoryOf must be a thing, not nothing.'],
    [
      "memoryOf('Ann')",
      "memoryOf('Ann'): nothing is kept of a person with this id. remembered() has the ids of all.",
    ],
    ['memoryOf(ann).f = () => {}', 'memoryOf(...).f is a function'],
    ['memoryOf(ann).__proto__ = {}', 'memoryOf(...).__proto__ cannot be kept.'],
    ["memoryOf(ann).a = 'x'.repeat(5000)", 'The memory of one person holds 4096 bytes; this would be 5008.'],
    ["try { memoryOf(ann).a = 'x'.repeat(5000) } catch {}", 'The memory of one person holds 4096 bytes'],
  ])('%s', async (code, words) => {
    const program = await start(`const ann = closest({ name: 'Ann' })\n${code}`, { world: WITH_PEOPLE() })
    expect(program.started.fault?.message).toContain(words)
    expect(program.started.fault?.line).toBe(1)
    expect(program.started.effects).toEqual([])
    program.dispose()
  })

  test('what grows deep inside is counted too, and after a fault it is as before', async () => {
    const code = `on('use', ({ subject }) => { (memoryOf(subject).list ??= []).push('x'.repeat(1500)) })
    on('hear', ({ subject }) => log(memoryOf(subject).list.length))`
    const program = await start(code, { world: WITH_PEOPLE() })
    for (const fault of [null, null]) expect(program.event({ subject: id('ann') }, 1).fault).toBe(fault)
    expect(program.event({ subject: id('ann') }, 1).fault).toMatchObject({ kind: 'keep' })
    expect(program.event({ subject: id('ann') }, 2).logs).toEqual(['2'])
    program.dispose()
  })
})
