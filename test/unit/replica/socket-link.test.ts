// A socket that does not open: why is asked by other means, and the next one is tried.
import { expect, test } from 'vitest'
import { openReconnectingSocket } from '../../../client/replica/connection/socket-link.ts'
import type { SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import { ManualClock } from '../accounts/accounts-in-memory.ts'

const OPENING_MS = 10_000

function linkTo(whyNoSocket: (url: string, isUnanswered: boolean) => Promise<string>) {
  const clock = new ManualClock()
  const sockets: SocketEvents[] = []
  const lost: string[] = []
  const link = openReconnectingSocket(
    {
      clock,
      random: (count) => new Uint8Array(count),
      openSocket: (_url, events) => {
        sockets.push(events)
        return { send: () => undefined, close: () => events.close(1006, '') }
      },
      whyNoSocket,
    },
    'ws://node/sync/ada/garden',
    {
      opened: () => undefined,
      received: () => undefined,
      lost: (why) => lost.push(why),
      ended: () => undefined,
      doubted: () => undefined,
    },
  )
  link.keeper.retry()
  return { clock, sockets, lost, link }
}

test('[H15] one that is refused, and one that nobody answers, says why; then another one is tried', async () => {
  const { clock, sockets, lost } = linkTo((_url, isUnanswered) =>
    Promise.resolve(isUnanswered ? 'silence' : 'a proxy'),
  )
  sockets[0]?.close(1006, '')
  await expect.poll(() => lost).toEqual(['a proxy'])
  clock.pass(OPENING_MS / 2)
  expect(sockets.length).toBe(2)
  clock.pass(OPENING_MS)
  await expect.poll(() => lost).toEqual(['a proxy', 'silence'])
  clock.pass(OPENING_MS / 2)
  expect(sockets.length).toBe(3)
})

test('[H15] one that opens meanwhile is not told that none does', async () => {
  const answer = Promise.withResolvers<string>()
  const { sockets, lost, link } = linkTo(() => answer.promise)
  sockets[0]?.close(1006, '')
  link.keeper.retry()
  sockets[1]?.open()
  answer.resolve('a proxy')
  await answer.promise
  expect(lost).toEqual([])
  expect(link.keeper.isOpen).toBe(true)
  // What was open and broke is no question of the way there.
  sockets[1]?.close(1006, '')
  expect(lost).toEqual([''])
})
