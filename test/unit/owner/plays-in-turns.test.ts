// Worlds that all have work at once go on one after the other, and people are served in between.
import { expect, test } from 'vitest'
import { playsInTurns } from '../../../server/owner/worlds/play-turns.ts'
import type { Play, PlayOptions } from '../../../shared/play/play.ts'
import { settle } from '../../simulation/time.ts'

test('what is due of many worlds, and what their programs answer, is done one at a time', async () => {
  const soon: (() => void)[] = []
  const due: (() => void)[] = []
  const said: string[] = []
  const given: PlayOptions[] = []
  const create = playsInTurns({ monotonic: () => 0, soon: (run) => void soon.push(run) }, (options) => {
    given.push(options)
    return {} as Play
  })
  const clock = {
    now: () => 0,
    after(_ms: number, act: () => void) {
      due.push(act)
      return () => void due.splice(due.indexOf(act), 1)
    },
  }
  const sandbox = { patch() {}, run: () => Promise.resolve([]), stop() {}, close() {} }
  for (let world = 0; world < 3; world += 1) create({ clock, sandbox } as unknown as PlayOptions)
  for (const [world, play] of given.entries()) {
    play.clock.after(5, () => said.push(`due ${world}`))
    void play.sandbox.run([]).then(() => said.push(`answer ${world}`))
  }
  const cancel = given[0]!.clock.after(5, () => said.push('never'))
  for (const act of due.splice(0)) act()
  cancel()
  await settle()
  const slices: string[][] = []
  for (let next = soon.shift(); next !== undefined; next = soon.shift()) {
    next()
    await settle()
    slices.push(said.splice(0))
  }
  expect(slices.flat().toSorted()).toEqual(['answer 0', 'answer 1', 'answer 2', 'due 0', 'due 1', 'due 2'])
  expect(slices.every((slice) => slice.length <= 1)).toBe(true)
})
