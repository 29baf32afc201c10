// What the process that leads knows of one that has worlds: over a real connection.
import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { ChangeTelling } from '../../../server/cluster/change-telling.ts'
import { OtherHolders } from '../../../server/cluster/holders/other-holders.ts'
import { QuestionLink } from '../../../server/cluster/holders/question-link.ts'
import { openLink } from '../../../server/cluster/inside-link.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'
import type { ProcessId } from '../../../server/storage/lease-store.ts'
import { systemClock as clock } from '../../../server/time/server-clock.ts'
import { listenForLinks } from './links.ts'

const HOST = '127.0.0.1'
const WORLD = 1 as WorldKey
const [self, two] = ['one' as ProcessId, 'two' as ProcessId]

/** The process that leads, and the connection of another one, which has a world. */
async function leading() {
  const key = randomBytes(32)
  const holders = new OtherHolders({
    database: { holderOf: () => Promise.resolve({ id: two, address: `${HOST}:1` }) },
    self,
    clock,
    telling: new ChangeTelling({ clock, isHeld: () => true, others: [] }),
    before: [],
    answer: () => Promise.resolve(),
    onLost: () => undefined,
  })
  const listener = await listenForLinks(key, clock, (purpose, socket) => {
    if (purpose.for === 'worlds') holders.take(socket, purpose.process, Promise.resolve(true))
  })
  onTestFinished(() => {
    holders.close()
    listener.close()
  })
  const socket = await openLink(
    listener.address,
    key,
    { for: 'worlds', process: two, address: `${HOST}:1` },
    clock,
  )
  const link = new QuestionLink(socket, { answer: () => Promise.resolve(null), onClosed: () => undefined })
  return { link, holders, isReached: async () => (await holders.holderOf(WORLD))?.isReached }
}

test('[L37] who comes for a world of a process waits until that one has said that it is there', async () => {
  const { link, holders, isReached } = await leading()
  await expect.poll(() => holders.isAny).toBe(true)
  expect(await isReached()).toBe(false)
  await link.ask({ hello: true })
  expect(await isReached()).toBe(true)
  link.close()
  await expect.poll(isReached).toBe(false)
})

test('[L37] a question that is answered with nothing is answered, and the next one, too', async () => {
  const { link } = await leading()
  expect([await link.ask({ told: true }), await link.ask({ told: true })]).toEqual([null, null])
})
