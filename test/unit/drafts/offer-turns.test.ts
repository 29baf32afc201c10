// A node that is slow to answer holds up nobody's drafts but those of its own worlds.
import { expect, test } from 'vitest'
import type { WorldKey, WorldRecord } from '../../../server/contracts/world-record.ts'
import { openDrafts } from '../../../server/drafts/draft-table.ts'
import { openMadeOffers } from '../../../server/drafts/offer-table.ts'
import { createForeignDrafts } from '../../../server/history/drafts/foreign-drafts.ts'
import { createOfferSending } from '../../../server/history/drafts/offer-sending.ts'
import type { HistoryPlace } from '../../../server/history/history-places.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { makeLineId, type Address, type MemberId } from '../../../shared/world/address.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { OfferAnswer } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import { ada, appendAll, at, bob, documentOf, makeWorld, typed, update } from '../../contract/made.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

const { bytes: random } = seededRandom(1)
const SLOW = at('eve@slow.example/garden')
const QUICK = at('eve@quick.example/garden')
const ANSWER: OfferAnswer = { state: 'open', words: '', round: 0, merged: null, isReverted: false, names: [] }

/** A node with drafts of worlds of other nodes. */
async function start() {
  const [store, clock] = [createMemoryStore(), new VirtualTime()]
  const tables = createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) })
  const [drafts, made] = [await openDrafts(tables, store), await openMadeOffers(tables)]
  const parent = await makeWorld(store, 'copy')
  const ends = new Map<WorldKey, HistoryPlace>()
  const draftOf = async (by: MemberId, host: Address, baseLine = parent.line) => {
    const draft = await makeWorld(store, `draft-of-${by}`)
    const record = { parent: parent.id, title: '', base: 1, baseLine, host, by, createdAt: 0 }
    await drafts.add(draft.id, record)
    const [sequence = 0] = await appendAll(store, [update(documentOf(draft), 1)])
    ends.set(draft.key, { sequence, revision: 1 as Revision, at: 0 })
    return draft
  }
  const endOf = async ({ key }: Pick<WorldRecord, 'key'>): Promise<HistoryPlace> => ends.get(key)!
  const never = Promise.withResolvers<never>().promise
  const onFault = (error: unknown): void => expect.fail(String(error))
  return { store, clock, drafts, made, parent, draftOf, endOf, never, onFault }
}

test('an offer to a node that does not answer holds up nobody else’s', async () => {
  const { store, clock, drafts, made, draftOf, endOf, never, onFault } = await start()
  const [adas, bobs] = [await draftOf(ada, SLOW), await draftOf(bob, QUICK)]
  const updates = typed(1, 'x').map((update) => ({ update, by: null }))
  const line = {
    offer: (world: Address) => (world === SLOW ? never : Promise.resolve(ANSWER)),
    state: () => Promise.resolve(ANSWER),
    withdraw: () => Promise.resolve(),
  }
  const sending = createOfferSending({
    store,
    sync: { flush: () => Promise.resolve() },
    history: { end: endOf },
    drafts,
    made,
    merging: {
      difference: async (draft) => {
        const place = await endOf(draft)
        return { base: Uint8Array.of(0), updates, names: [], open: [], place }
      },
    },
    line,
    accountOf: () => null,
    clock,
    random,
    onFault,
  })
  void sending.offer(adas, ada, '')
  await expect.poll(() => made.get(adas.id)?.state).toBe('waiting')
  expect((await sending.offer(bobs, bob, '')).state).toBe('sent')
})

test('a draft that waits for its node holds up nobody else’s review', async () => {
  const { store, clock, drafts, draftOf, never, onFault } = await start()
  const before = makeLineId(random)
  const [adas, bobs] = [await draftOf(ada, SLOW, before), await draftOf(bob, QUICK, before)]
  const updated: string[] = []
  const foreign = createForeignDrafts({
    store,
    drafts,
    merging: {
      update: (draft) => {
        updated.push(draft.id)
        return Promise.resolve({ base: 1, conflicts: [] })
      },
    },
    sending: { toldBefore: (draft) => (draft.id === adas.id ? never : Promise.resolve(null)) },
    clock,
    onFault,
  })
  void foreign.follow(adas.id)
  await foreign.follow(bobs.id)
  expect(updated).toEqual([bobs.id])
})
