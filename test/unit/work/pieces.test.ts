// Work that came at once goes on in many turns of the loop, and equal questions are asked once.
import { describe, expect, test } from 'vitest'
import { createEventLoopTurns } from '../../../server/time/event-loop-turns.ts'
import { sharedRequest } from '../../../server/time/shared-request.ts'
import { VirtualTime } from '../../simulation/time.ts'

describe('pieces', () => {
  test('go on one in each turn, and those of one wait for their own', async () => {
    const turns: (() => void)[] = []
    const piece = createEventLoopTurns({ monotonic: () => 0, soon: (run) => void turns.push(run) })
    const done: string[] = []
    const begin = (by: string, what: string) => void piece(by).then(() => done.push(what))
    for (const what of ['a1', 'a2', 'a3']) begin('ada', what)
    begin('bob', 'b1')
    const seen: string[][] = []
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      turn()
      await Promise.resolve()
      seen.push([...done])
    }
    expect(done).toEqual(['a1', 'b1', 'a2', 'a3'])
    expect(seen.map(({ length }) => length)).toEqual([1, 2, 3, 4])
  })
})

describe('what is the same for all', () => {
  test('is asked for once for all who wait, after they asked, and takes a tenth of the time', async () => {
    const time = new VirtualTime()
    let asked = 0
    const ask = sharedRequest(async () => {
      const answer = ++asked
      await new Promise<void>((resolve) => void time.after(10, resolve))
      return answer
    }, time)
    const first = Promise.all([ask(), ask(), ask()])
    await time.pass(10)
    expect(await first).toEqual([1, 1, 1])
    const second = Promise.all([ask(), ask()])
    await time.pass(89)
    expect(asked).toBe(1)
    await time.pass(1)
    const third = ask()
    await time.pass(200)
    expect(await second).toEqual([2, 2])
    expect(await third).toBe(3)
  })

  test('that could not be had is asked for again', async () => {
    const time = new VirtualTime()
    let asked = 0
    const ask = sharedRequest(
      () => (++asked === 1 ? Promise.reject(new Error('no')) : Promise.resolve(asked)),
      time,
    )
    await expect(ask()).rejects.toThrow('no')
    await expect(ask()).resolves.toBe(2)
  })
})
