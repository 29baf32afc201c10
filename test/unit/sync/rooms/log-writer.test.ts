import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { AppendTurns } from '../../../../server/sync/rooms/append-turns.ts'
import { LogWriter } from '../../../../server/sync/rooms/log-writer.ts'
import { ANONYMOUS, makeLineId, makeWorldId, parseAddress } from '../../../../shared/world/address.ts'
import { readUpdate } from '../../../../shared/yjs/update-reader.ts'
import { NO_COST } from '../../../../shared/yjs/work-steps.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { documentParts, openDocument } from '../documents.ts'
import { until } from '../until.ts'

it('one who waited for the disk and then fails does not hold up the writing', async () => {
  const store = createMemoryStore()
  const random = seededRandom(1).bytes
  const address = parseAddress('ada/garden')!
  const identity = { id: makeWorldId(random), line: makeLineId(random), address, title: 'garden', at: 1 }
  const { key: world } = (await store.create({ ...identity, scene: [] }))!
  const key = { world, kind: 'scene' } as const
  const seen = { stored: 0, broke: 0 }
  const journal = new LogWriter<null>({
    key,
    store,
    appends: new AppendTurns(store, systemClock),
    clock: systemClock,
    document: openDocument(await store.open(key)),
    parts: documentParts,
    sequence: 0,
    tail: 0,
    listener: {
      stored: () => void seen.stored++,
      told: () => undefined,
      broke: () => void seen.broke++,
      failed: () => {},
      warned: () => {},
      outdated: () => undefined,
      lost: () => {},
      recovered: () => {},
    },
  })
  const write = (): void => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'a')
    const reading = readUpdate(Y.encodeStateAsUpdate(doc))!
    journal.take({
      sender: null,
      member: ANONYMOUS,
      addition: { reading, claims: [doc.clientID], cost: NO_COST },
    })
  }
  write()
  journal.whenStored(() => {
    throw new Error('a bug')
  })
  await until(() => seen.broke === 1, 'the bug is told')
  write()
  await until(() => seen.stored === 2, 'the writing goes on')
  expect(await store.log(key, 0, 10)).toHaveLength(2)
  await store.close()
})
