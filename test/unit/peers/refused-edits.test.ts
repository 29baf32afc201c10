// What a host would not have is kept for its writer, also where the host has something else under its ids.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { openUndone } from '../../../server/peers/copies/refused-edits.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { trialsHere } from '../../../server/sync/validation/trial-runner.ts'
import { HOST } from '../../../shared/world/address.ts'
import { ada, at, documentOf, makeWorld, update } from '../../contract/made.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

const SHARED = 7

function under(client: number, words: string): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getText('words').insert(0, words)
  return doc
}

it.each(['stands', 'is deleted'])(
  '[N26] edits whose ids are somebody else’s at the host are kept whole, where what that one wrote %s',
  async (how) => {
    const store = createMemoryStore()
    const tables = createRecordTables({ store, onUnreadable: () => {} })
    const undone = await openUndone({ tables, store, clock: { now: () => 0 }, trials: trialsHere() })
    const world = await makeWorld(store, 'square', { address: at('bob@house.example/square') })
    const theirs = under(SHARED, 'a stranger wrote this')
    if (how === 'is deleted') theirs.getText('words').delete(0, 21)
    await store.append([update(documentOf(world), 1, { member: HOST, bytes: Y.encodeStateAsUpdate(theirs) })])
    const pending = { world: world.key, kind: `pending:${ada}` } as const
    const rows = [under(SHARED, 'mine '), under(8, 'too ')].map((doc) => Y.encodeStateAsUpdate(doc))
    await store.append(rows.map((bytes) => update(pending, 1, { bytes })))
    await undone.undo(world, ada, 0, { why: 'no', isAnothers: true })
    const [kept, ...others] = await undone.of(world, ada)
    expect(others).toEqual([])
    const mine = new Y.Doc()
    Y.applyUpdate(mine, kept!.mine)
    expect(mine.getText('words').toJSON()).toContain('mine ')
    expect(mine.getText('words').toJSON()).toContain('too ')
    expect(await store.log(pending, 0, 9)).toEqual([])
  },
)
