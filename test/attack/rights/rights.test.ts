// Rights hold: every frame, with every right, in both documents; and a right that is taken away in
// mid-session.
import { expect, it } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { parseMemberId } from '../../../shared/world/address.ts'
import { atLeast, RIGHTS, type Right } from '../../../shared/world/rights.ts'
import { askPresenceFrame, CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { contentOf } from '../../simulation/content.ts'
import { CLIENTS, Table, type Seat } from '../table.ts'

const IN_FORCE_MS = 1000

/** A frame of a client, given the whole state; `writes` when it would change something. */
interface Deed {
  readonly name: string
  readonly writes: boolean
  readonly frame: (base: Uint8Array) => Uint8Array
}

const EMPTY = Uint8Array.of(0, 0)

function edited(base: Uint8Array, edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, base)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  edit(doc)
  return Y.mergeUpdates(updates)
}

const insert = (doc: Y.Doc): void => doc.getText('text').insert(0, 'new')
const deletes = (doc: Y.Doc): void => doc.getMap('meta').delete('title')

function dangling(): Uint8Array {
  const doc = new Y.Doc()
  insert(doc)
  return edited(Y.encodeStateAsUpdate(doc), insert)
}

function presence(): Uint8Array {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ user: { name: 'Bob' } })
  const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
  awareness.destroy()
  return presenceFrame(update)
}

const DEEDS: readonly Deed[] = [
  { name: 'step 1', writes: false, frame: () => syncFrame('step1', Uint8Array.of(0)) },
  { name: 'empty step 2', writes: false, frame: () => syncFrame('step2', EMPTY) },
  { name: 'step 2 of what is there', writes: false, frame: (base) => syncFrame('step2', base) },
  { name: 'update of what is there', writes: false, frame: (base) => syncFrame('update', base) },
  { name: 'presence', writes: false, frame: presence },
  { name: 'question for presence', writes: false, frame: askPresenceFrame },
  { name: 'update', writes: true, frame: (base) => syncFrame('update', edited(base, insert)) },
  { name: 'step 2', writes: true, frame: (base) => syncFrame('step2', edited(base, insert)) },
  {
    name: 'step 2 of all and more',
    writes: true,
    frame: (base) => syncFrame('step2', Y.mergeUpdates([base, edited(base, insert)])),
  },
  { name: 'deletion', writes: true, frame: (base) => syncFrame('update', edited(base, deletes)) },
]

/** An update that rests on missing ones never changes anything, but is an attempt to write. */
const DANGLING: Deed = { name: 'dangling update', writes: true, frame: () => syncFrame('update', dangling()) }

function setRight(table: Table, name: string, right: Right): void {
  const id = parseMemberId(name)
  if (id !== null) table.rights.set(id, right)
}

/** Refused in words, or closed, depending on the kind of client. */
const refusedFor = ({ kind }: Seat): string | number => (kind === 'stock' ? CLOSE.right : 'right')

it('[S7] [S14] every frame, with every right, in both documents', async () => {
  let tries = 0
  let accepted = 0
  for (const right of RIGHTS) {
    for (const document of ['', '/live'] as const) {
      for (const kind of CLIENTS) {
        for (const deed of [...DEEDS, DANGLING]) {
          const table = new Table()
          const ada = await table.sit('ada', 'stock', document)
          setRight(table, 'bob', right)
          const base = Y.encodeStateAsUpdate((await table.sit('cy', 'stock')).doc)
          const kindOfLog = document === '' ? 'scene' : 'live'
          const before = await table.log(kindOfLog)
          const bob = await table.sit('bob', kind, document)
          // A live document is empty at first: to delete from it is to delete what is missing.
          bob.send(deed.frame(document === '' || deed.name === 'deletion' ? base : EMPTY))
          await table.time.pass(100)
          tries++
          const note = `${deed.name} with the right ${right} in ${kindOfLog} by a ${kind} client`
          const after = await table.log(kindOfLog)
          const mayRead = atLeast(right, 'see')
          const mayWrite = document === '' && atLeast(right, 'edit')
          if (after.length > before.length) accepted++
          expect(after.length - before.length, note).toBe(
            mayWrite && deed.writes && deed !== DANGLING ? 1 : 0,
          )
          if (!mayRead) {
            expect(bob.wire.closed?.code, note).toBe(CLOSE.right)
            expect(bob.frames, `nothing is told: ${note}`).toEqual([])
          } else if (deed.writes && !mayWrite) {
            expect(bob.refusal, note).toBe(refusedFor(bob))
          } else {
            expect(bob.refusal, note).toBeNull()
          }
          expect(ada.refusal, note).toBeNull()
          await table.sync.stop()
        }
      }
    }
  }
  console.log(
    `rights: ${tries} tries (frames x rights x documents x clients), ${accepted} changed something, each with the right to`,
  )
})

it('[S14] a right that is taken away in mid-session is gone within a second', async () => {
  let changes = 0
  let longestMs = 0
  for (const [from, to] of RIGHTS.flatMap((from) => RIGHTS.map((to) => [from, to] as const))) {
    if (!atLeast(from, 'see') || !atLeast(from, to) || from === to) continue
    for (const kind of CLIENTS) {
      for (const wait of [0, 1, 250, 499, 999]) {
        const table = new Table()
        const ada = await table.sit('ada', 'inkland')
        setRight(table, 'bob', from)
        const bob = await table.sit('bob', kind)
        const base = Y.encodeStateAsUpdate(bob.doc)
        await table.time.pass(wait)
        setRight(table, 'bob', to)
        changes++
        const note = `from ${from} to ${to}, ${kind}, ${wait} ms in`
        if (!atLeast(to, 'edit')) {
          const before = await table.log()
          bob.send(syncFrame('update', edited(base, insert)))
          await table.time.pass(10)
          expect(await table.log(), note).toEqual(before)
          expect(bob.refusal, note).toBe(refusedFor(bob))
        }
        if (!atLeast(to, 'see')) {
          const takenAt = table.time.at
          while (bob.wire.closed === null && table.time.at < takenAt + IN_FORCE_MS) await table.time.pass(1)
          longestMs = Math.max(longestMs, table.time.at - takenAt)
          expect(bob.wire.closed?.code, note).toBe(CLOSE.right)
          const told = bob.wire.sent.length
          ada.send(syncFrame('update', edited(Y.encodeStateAsUpdate(ada.doc), insert)))
          await table.time.pass(100)
          expect(ada.saved, note).toBe(1)
          expect(bob.wire.sent.length, `nothing more is told: ${note}`).toBe(told)
          const again = await table.sit('bob', kind)
          expect([again.wire.closed?.code, contentOf(again.doc)], note).toEqual([
            CLOSE.right,
            contentOf(new Y.Doc()),
          ])
        }
        await table.sync.stop()
      }
    }
  }
  console.log(
    `rights taken away: ${changes} times in mid-session, 0 changes after; nothing more to read after ${longestMs} ms at most`,
  )
  expect(longestMs).toBeLessThan(IN_FORCE_MS)
})
