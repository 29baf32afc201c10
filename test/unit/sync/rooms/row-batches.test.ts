// Several rows from within the node, in one transaction with records; and the edits of programs as such rows.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { SceneEdits } from '../../../../server/owner/worlds/scene-edits.ts'
import { FollowingCopy } from '../../../../server/owner/worlds/owner-copies.ts'
import { RecordTaken, StaleLease } from '../../../../server/storage/store.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { BEHAVIOR, parseArtifactId } from '../../../../shared/world/address.ts'
import { parseAuthorId, programAuthor } from '../../../../shared/world/author.ts'
import { makeWorld, ada, takeLease } from '../../../contract/made.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { startNode } from '../node.ts'
import { openStock } from '../stock.ts'
import { until } from '../until.ts'

const note = { kind: 'merge', id: 'm1' } as const
const bob = parseAuthorId('bob')!
const lamp = programAuthor(parseArtifactId('lamp')!)
const bell = programAuthor(parseArtifactId('bell')!)

/** Words typed one after the other, each as an update that rests on those before. */
function words(...typed: string[]): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of typed) doc.getText('text').insert(doc.getText('text').length, word)
  return updates
}

async function garden() {
  const node = await startNode()
  const world = await makeWorld(node.store, 'garden')
  const held = await node.sync.hold(world)
  const key = { world: world.key, kind: 'scene' } as const
  const rows = async () => node.store.log(key, 0, 99)
  const text = (): string => {
    const doc = new Y.Doc()
    for (const update of held.scene.updates()) Y.applyUpdate(doc, update)
    return doc.getText('text').toJSON()
  }
  return { node, world, held, rows, text }
}

it('[HI23] rows of a merge are stored together with its records, each with its author, and told as one', async () => {
  const { node, held, rows, text } = await garden()
  const reader = openStock(node.url, 'ada/garden')
  await until(() => reader.synced, 'the reader has read')
  const told: Uint8Array[] = []
  held.scene.onStored((update) => told.push(update))
  const [one, two, three] = words('a', 'b', 'c') as [Uint8Array, Uint8Array, Uint8Array]
  const edits = [
    { update: one, author: bob, note, writtenAt: 5 },
    { update: two, note },
    { update: three, note },
  ]
  const records = [{ kind: 'draft', id: 'd', value: { base: 3 } }] as const
  const sequences = await held.scene.writeAll(edits, ada, { records })
  expect(
    (await rows()).map(({ sequence, member, author, note, writtenAt }) => [
      sequence,
      member,
      author,
      note,
      writtenAt,
    ]),
  ).toEqual([
    [sequences[0], ada, bob, note, 5],
    [sequences[1], ada, undefined, note, undefined],
    [sequences[2], ada, undefined, note, undefined],
  ])
  expect([text(), told.length, await node.store.records('draft')]).toEqual([
    'abc',
    1,
    [{ id: 'd', value: { base: 3 }, version: 0 }],
  ])
  await until(() => reader.doc.getText('text').toJSON() === 'abc', 'the reader has it')
  expect(await held.scene.writeAll(edits, ada)).toEqual([])
  expect(await rows()).toHaveLength(3)
  reader.destroy()
  await node.stop()
})

it('[HI23] nothing of it is kept when a record is taken, a lease is over, or an edit rests on what is missing', async () => {
  const { node, held, rows, text } = await garden()
  const records = [{ kind: 'draft', id: 'd', value: 1, isNew: true }] as const
  await node.store.changeRecords(records)
  const edits = words('a', 'b').map((update) => ({ update }))
  await expect(held.scene.writeAll(edits, ada, { records })).rejects.toThrow(RecordTaken)
  await expect(held.scene.writeAll(edits, ada, { epoch: 9 })).rejects.toThrow(StaleLease)
  await expect(held.scene.writeAll(edits.slice(1), ada)).rejects.toThrow('not in the log')
  expect([text(), await rows()]).toEqual(['', []])
  await Promise.all([held.scene.writeAll(edits, ada), held.scene.append(words('c')[0]!, ada)])
  expect([text().length, (await rows()).length]).toEqual([3, 3])
  await held.scene.writeAll([], ada, { records: [{ kind: 'draft', id: 'e', value: 2 }] })
  expect(await node.store.records('draft')).toHaveLength(2)
  await node.stop()
})

it('[HI20] the scene edits of each program are rows of its own', async () => {
  const { node, world, held, rows, text } = await garden()
  const epoch = await takeLease(node.store, world.key)
  const scene = await FollowingCopy.open(held.scene, systemClock, () => undefined)
  const random = seededRandom(1).bytes
  const edits = new SceneEdits({
    scene,
    document: held.scene,
    by: BEHAVIOR,
    epoch,
    clock: systemClock,
    random,
  })
  const add = (word: string) => (doc: Y.Doc) => doc.getText('text').insert(doc.getText('text').length, word)
  await Promise.all([edits.edit(add('a'), lamp), edits.edit(add('b'), lamp), edits.edit(add('c'), bell)])
  expect((await rows()).map(({ member, author }) => [member, author])).toEqual([
    [BEHAVIOR, lamp],
    [BEHAVIOR, bell],
  ])
  expect(text()).toBe('abc')
  expect(new Set((await node.store.open({ world: world.key, kind: 'scene' })).clients.values())).toEqual(
    new Set([BEHAVIOR]),
  )
  await node.stop()
})
