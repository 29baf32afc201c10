// Somebody in a world of another node is told how it is with its host, each time when it has changed.
import { expect, it } from 'vitest'
import { CopyUser } from '../../../server/peers/copies/copy-user.ts'
import type { TabLine } from '../../../server/peers/copies/tab-line.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'

it('[N28] tells what another one wrote, also after as many changes as before', () => {
  const told: unknown[] = []
  const tab = { tell: (event: unknown) => told.push(event) }
  const user = new CopyUser()
  user.askers.set(tab as unknown as ActionClient, {} as TabLine)
  const event = (update: string): HostEvent => ({
    type: 'host',
    node: 'harbor.example' as NodeName,
    state: 'asleep',
    pending: 0,
    others: [{ who: 'Ada', changes: 1, update }],
  })
  for (const update of ['AAA=', 'AAA=', 'AAB=']) user.tell(event(update))
  expect(told).toEqual([event('AAA='), event('AAB=')])
})
