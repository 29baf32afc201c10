import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Replica } from '../../../client/replica/replica.ts'
import { keysOf, type CopyId } from '../../../client/replica/storage/stored-rows.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { ANONYMOUS, makeLineId, makeWorldId, type MemberId } from '../../../shared/world/address.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import { CLOSE, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { RawClient } from '../sync/client.ts'
import { until } from '../sync/until.ts'
import { Machine, type Tab } from './machine.ts'
import { startNode, type Node } from './node.ts'
import {
  GARDEN,
  sceneOnDevice,
  storedWords,
  textOf,
  untilKept,
  untilOnDevice,
  untilSaved,
  wordsIn,
  wordsOf,
  write,
} from './writing.ts'

let node: Node
let ada: Machine
let server: string

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada')
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

const untilRefused = (replica: Replica) =>
  until(() => replica.sync.state === 'refused', `it is refused (${JSON.stringify(replica.sync)})`)

function copyIn(replica: Replica): CopyId | null {
  return replica.sync.state === 'refused' ? replica.sync.copy : null
}

describe('[S9] words under a client id that somebody else took meanwhile are not saved, and are a copy', () => {
  /** Mallory writes as Ada's client, whose id she was shown while Ada might not write yet. */
  async function adaIsRobbed(after: (first: Tab, take: (doc: Y.Doc) => void) => Promise<Tab>): Promise<void> {
    node.setRight('see')
    const first = ada.open(server, GARDEN)
    await first.replica.ready
    const { clientID } = first.replica.scene
    const mallory = await RawClient.open(`${node.serverFor('mallory' as MemberId)}/sync/ada/garden`)
    mallory.send(syncFrame('step1', Uint8Array.of(0)))
    ada.goOffline()
    node.setRight('own')
    write(first.replica, 'mine')
    await untilKept(first.replica, 1)
    const { replica, device } = await after(first, (doc) => {
      doc.clientID = clientID
      textOf(doc).insert(0, 'a stranger wrote this')
      mallory.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
    })
    await untilRefused(replica)
    expect(replica.sync).toMatchObject({ code: 'identity' })
    const [copy, ...others] = await device.copies.list()
    expect(others).toEqual([])
    expect(wordsIn(copy!.mine)).toContain('mine')
    expect(wordsIn(copy!.mine).match(/mine/g)).toHaveLength(1)
    expect(wordsIn(copy!.theirs)).not.toContain('mine')
    write(replica, ', and more')
    await until(async () => (await storedWords(node)).includes(', and more'), 'what comes later is saved')
  }

  test('when she comes back', () =>
    adaIsRobbed(async (first, take) => {
      take(new Y.Doc())
      await until(async () => (await storedWords(node)) !== '', 'it is stored')
      ada.goOnline()
      return first
    }))

  test.each(['stands', 'is deleted again'])('when the device has what the stranger wrote, and it %s', (how) =>
    adaIsRobbed(async (first, take) => {
      const doc = new Y.Doc()
      take(doc)
      await until(async () => (await storedWords(node)) !== '', 'it is stored')
      ada.wiretap = (event, frame) =>
        event === 'sent' && frame?.[0] === 0 && frame[1] !== 0 ? 'lose' : 'pass'
      ada.goOnline()
      await until(async () => textOf(await sceneOnDevice(first)).length > 0, 'the device has it')
      if (how === 'is deleted again') {
        const mallory = await RawClient.open(`${node.serverFor('mallory' as MemberId)}/sync/ada/garden`)
        const before = Y.encodeStateVector(doc)
        textOf(doc).delete(0, textOf(doc).length)
        mallory.send(syncFrame('update', Y.encodeStateAsUpdate(doc, before)))
        await until(async () => textOf(await sceneOnDevice(first)).length === 0, 'the device has that')
      }
      first.crash()
      ada.wiretap = () => 'pass'
      return ada.open(server, GARDEN)
    }),
  )
})

describe('a refused edit', () => {
  test('is taken back, and kept as a copy of mine and theirs, with the reason', async () => {
    const { replica, device } = ada.open(server, GARDEN)
    await replica.ready
    write(replica, 'allowed')
    await untilSaved(replica)
    const before = replica.scene
    let rebuilt = 0
    replica.onRebuilt(() => (rebuilt += 1))
    node.setRight('see')
    write(replica, ', forbidden')
    await untilRefused(replica)

    expect(rebuilt).toBe(1)
    expect(replica.scene).not.toBe(before)
    expect(replica.scene.clientID).not.toBe(before.clientID)
    expect(replica.presence.clientID).toBe(replica.scene.clientID)
    expect(wordsOf(replica)).toBe('allowed')
    expect(replica.sync).toMatchObject({ code: 'right', text: expect.stringContaining('not change it') })
    const [copy, ...others] = await device.copies.list()
    expect(others).toEqual([])
    expect(copy).toMatchObject({
      id: copyIn(replica),
      address: GARDEN,
      why: expect.stringContaining('not change'),
    })
    expect(wordsIn(copy!.mine)).toBe('allowed, forbidden')
    expect(wordsIn(copy!.theirs)).toBe('allowed')
    expect(await storedWords(node)).toBe('allowed')
  })

  test('does not come back with a reload, and its copy outlasts it', async () => {
    const first = ada.open(server, GARDEN)
    await first.replica.ready
    await untilSaved(first.replica)
    node.setRight('see')
    write(first.replica, 'forbidden')
    await untilRefused(first.replica)
    await first.close()
    const { replica, device } = ada.open(server, GARDEN)
    await untilSaved(replica)
    expect(wordsOf(replica)).toBe('')
    expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['forbidden'])
  })

  test('leaves what comes later free to be saved, and its mark until the copy is dropped', async () => {
    const { replica, device } = ada.open(server, GARDEN)
    await replica.ready
    await untilSaved(replica)
    node.setRight('see')
    write(replica, 'forbidden')
    await untilRefused(replica)
    node.setRight('edit')
    write(replica, 'allowed')
    expect(replica.sync.state).not.toBe('refused')
    await until(async () => (await storedWords(node)) === 'allowed', 'it is stored')
    await untilRefused(replica)
    await device.copies.drop(copyIn(replica)!)
    await untilSaved(replica)
    expect(await device.copies.list()).toEqual([])
  })

  test('is refused once: nothing is sent again', async () => {
    const { replica } = ada.open(server, GARDEN)
    await replica.ready
    await untilSaved(replica)
    node.setRight('see')
    for (const word of ['one ', 'two ', 'three']) write(replica, word)
    await untilRefused(replica)
    const { refusedFrames } = node.sync.stats()
    let opened = 0
    ada.wiretap = (event) => {
      if (event === 'open') opened += 1
      return 'pass'
    }
    ada.goOffline()
    ada.goOnline()
    await until(() => opened > 0, 'it has connected again')
    await until(() => node.sync.stats().connections >= 1 && copyIn(replica) !== null, 'it is still refused')
    expect(node.sync.stats().refusedFrames).toBe(refusedFrames)
    expect(wordsOf(replica)).toBe('')
  })

  test('made offline, with what was made on top of it, is one copy', async () => {
    const { replica, device } = ada.open(server, GARDEN)
    await replica.ready
    await untilSaved(replica)
    ada.goOffline()
    node.setRight('see')
    for (const word of ['one ', 'two ', 'three']) write(replica, word)
    ada.goOnline()
    await untilRefused(replica)
    expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['one two three'])
  })

  test('is taken back in every tab, with one copy', async () => {
    const one = ada.open(server, GARDEN)
    const other = ada.open(server, GARDEN)
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    const before = other.replica.scene
    ada.goOffline()
    write(one.replica, 'forbidden')
    await until(() => wordsOf(other.replica) === 'forbidden', 'the other tab sees it')
    node.setRight('see')
    ada.goOnline()
    await Promise.all([untilRefused(one.replica), untilRefused(other.replica)])
    expect(other.replica.scene).not.toBe(before)
    expect([wordsOf(one.replica), wordsOf(other.replica)]).toEqual(['', ''])
    const words = (await one.device.copies.list()).map(({ mine }) => wordsIn(mine))
    expect(words).toEqual(['forbidden'])
  })

  test('that two tabs sent is one copy', async () => {
    const one = ada.open(server, GARDEN).replica
    const other = ada.open(server, GARDEN).replica
    await Promise.all([untilSaved(one), untilSaved(other)])
    ada.goOffline()
    write(one, 'forbidden')
    await until(() => wordsOf(other) === 'forbidden', 'the other tab sees it')
    // Each hears it from the server before it hears it from the other one.
    for (const { work } of [one, other]) work.takeBack(keysOf(work.ledger.unsaved), 'right', 'No.', false)
    await Promise.all([untilRefused(one), untilRefused(other)])
    await ada.untilWritten()
    const copies = await ada.withDevice((device) => device.copies.list())
    expect(copies.map(({ mine }) => wordsIn(mine))).toEqual(['forbidden'])
  })

  test('[R3] is forgotten in every tab once its copy was dropped in one', async () => {
    const one = ada.open(server, GARDEN)
    const other = ada.open(server, GARDEN)
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    node.setRight('see')
    write(one.replica, 'forbidden')
    await Promise.all([untilRefused(one.replica), untilRefused(other.replica)])
    await ada.untilWritten()
    await other.device.copies.drop(copyIn(other.replica)!)
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    expect(await one.device.copies.list()).toEqual([])
  })

  test('in one tab leaves the unsaved edits of another alone when they do not rest on it', async () => {
    const one = ada.open(server, GARDEN)
    const other = ada.open(server, GARDEN)
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    ada.wiretap = (event) => (event === 'sent' ? 'lose' : 'pass')
    write(other.replica, 'small')
    await until(() => wordsOf(one.replica) === 'small', 'the first tab sees it')
    ada.wiretap = () => 'pass'
    one.replica.scene.getText('large').insert(0, 'x'.repeat(FRAME_BYTES_MAX))
    await untilRefused(one.replica)
    await until(() => other.replica.scene.getText('large').length === 0, 'the other tab has been told')
    await until(async () => (await storedWords(node)) === 'small', 'the small edit is stored')
    const [copy, ...others] = await one.device.copies.list()
    expect(others).toEqual([])
    expect(copy).toMatchObject({ id: copyIn(one.replica), why: expect.stringContaining('too large') })
    expect(copyIn(other.replica)).toBe(copy!.id)
  })

  test('in one tab takes with it what another tab has made on top of it', async () => {
    const one = ada.open(server, GARDEN)
    const other = ada.open(server, GARDEN)
    await Promise.all([untilSaved(one.replica), untilSaved(other.replica)])
    ada.wiretap = (event) => (event === 'sent' ? 'lose' : 'pass')
    write(one.replica, 'below ')
    await until(() => wordsOf(other.replica) === 'below ', 'the other tab sees it')
    write(other.replica, 'above')
    node.setRight('see')
    ada.wiretap = () => 'pass'
    ada.goOffline()
    ada.goOnline()
    await Promise.all([untilRefused(one.replica), untilRefused(other.replica)])
    expect([wordsOf(one.replica), wordsOf(other.replica)]).toEqual(['', ''])
    expect(copyIn(other.replica)).toBe(copyIn(one.replica))
    await ada.untilWritten()
    const copies = await ada.withDevice((device) => device.copies.list())
    expect(copies.map(({ mine }) => wordsIn(mine))).toEqual(['below above'])
    expect(await ada.unsavedOnDisk()).toBe(0)
  })
})

test('a close for good that says what was wrong makes a copy, too', async () => {
  const { replica, device } = ada.open(server, GARDEN)
  await replica.ready
  await untilSaved(replica)
  ada.wiretap = (event) => (event === 'sent' ? 'lose' : 'pass')
  write(replica, 'odd')
  ada.wiretap = () => 'pass'
  ada.closeSockets(CLOSE.bound, 'That was too much.')
  await untilRefused(replica)
  expect(replica.sync).toMatchObject({ text: 'That was too much.' })
  expect(wordsOf(replica)).toBe('')
  expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['odd'])
  await until(() => node.sync.stats().connections === 2, 'it has connected again')
})

describe('another line of the world', () => {
  /** The world as a backup has it: another line, or another world altogether at the same address. */
  async function restore(change: 'line' | 'id'): Promise<void> {
    const old = (await node.store.find(GARDEN))!
    const { port } = node
    await node.stop()
    const store = createMemoryStore()
    const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
    await store.create({
      id: change === 'line' ? old.id : makeWorldId(random),
      line: makeLineId(random),
      address: GARDEN,
      title: 'garden',
      at: Date.now(),
      scene: [],
    })
    node = await startNode({ port, store })
  }

  test.each(['line', 'id'] as const)(
    '(another %s) makes a copy of what is unsaved, never sends it, and starts over',
    async (change) => {
      const { replica, device } = ada.open(server, GARDEN)
      await replica.ready
      write(replica, 'old')
      await untilSaved(replica)
      const before = replica.world
      ada.goOffline()
      write(replica, ' and unsaved')
      await restore(change)
      let rebuilt = 0
      replica.onRebuilt(() => (rebuilt += 1))
      ada.goOnline()
      await untilRefused(replica)
      expect(rebuilt).toBe(1)
      expect(replica.world).not.toEqual(before)
      expect(wordsOf(replica)).toBe('')
      const [copy] = await device.copies.list()
      expect(copy).toMatchObject({ id: copyIn(replica), world: before!.id })
      expect([wordsIn(copy!.mine), wordsIn(copy!.theirs)]).toEqual(['old and unsaved', 'old'])
      write(replica, 'new')
      await until(async () => (await storedWords(node)) === 'new', 'what is new is stored')
    },
  )

  test('is followed without a word when nothing is unsaved', async () => {
    const { replica, device } = ada.open(server, GARDEN)
    await replica.ready
    write(replica, 'old')
    await untilSaved(replica)
    await restore('line')
    await until(() => wordsOf(replica) === '', 'the new line is shown')
    await untilSaved(replica)
    expect(await device.copies.list()).toEqual([])
  })

  test('makes copies of what every tab had unsaved, also of one that was killed', async () => {
    const one = ada.open(server, GARDEN)
    await one.replica.ready
    await untilSaved(one.replica)
    await untilOnDevice(one)
    ada.goOffline()
    const killed = ada.open(server, GARDEN)
    await killed.replica.ready
    write(killed.replica, 'killed')
    await until(() => wordsOf(one.replica) === 'killed', 'the other tab sees it')
    killed.crash()
    await restore('line')
    ada.goOnline()
    await untilRefused(one.replica)
    expect((await one.device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['killed'])
  })

  test('that begins while no tab is open finds what was unsaved before it', async () => {
    const first = ada.open(server, GARDEN)
    await first.replica.ready
    await untilSaved(first.replica)
    ada.goOffline()
    write(first.replica, 'before')
    await first.close()
    await restore('line')
    ada.goOnline()
    const { replica, device } = ada.open(server, GARDEN)
    await untilRefused(replica)
    expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['before'])
  })
})

describe('a server that has lost what it once had on disk', () => {
  /** The node as it was at `earlier`, when each client id belonged to its owner. */
  async function rollBack(earlier: Y.Doc, owners: ReadonlyMap<number, MemberId>): Promise<void> {
    const { id, line } = (await node.store.find(GARDEN))!
    const { port } = node
    await node.stop()
    const store = createMemoryStore()
    const scene = [...owners].map(([client, member]) => ({
      bytes: Y.encodeStateAsUpdate(onlyOf(earlier, client)),
      member,
      at: 1,
      claims: [client],
    }))
    await store.create({ id, line, address: GARDEN, title: 'garden', at: 1, scene })
    node = await startNode({ port, store })
  }

  function onlyOf(document: Y.Doc, client: number): Y.Doc {
    const part = new Y.Doc()
    const others = new Map(
      [...document.store.clients.keys()]
        .filter((other) => other !== client)
        .map((other) => [other, 1_000_000]),
    )
    Y.applyUpdate(part, Y.diffUpdate(Y.encodeStateAsUpdate(document), Y.encodeStateVector(others)))
    return part
  }

  test('gets it back from whoever wrote it, with what is unsaved', async () => {
    const { replica, device } = ada.open(server, GARDEN)
    await replica.ready
    const client = replica.scene.clientID
    write(replica, 'early ')
    await untilSaved(replica)
    const earlier = await node.scene(GARDEN)
    write(replica, 'late ')
    await untilSaved(replica)
    ada.goOffline()
    await rollBack(earlier, ownersOf(earlier, new Map([[client, ada.member]])))
    write(replica, 'unsaved')
    ada.goOnline()
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('early late unsaved')
    expect(await device.copies.list()).toEqual([])
  })

  /** The server loses what another person wrote, while these tabs, which have it, are offline. */
  async function losesWorkOfBob(replicas: readonly Replica[]): Promise<void> {
    const bob = new Machine('bob')
    const his = bob.open(node.serverFor(bob.member), GARDEN).replica
    await his.ready
    const client = his.scene.clientID
    write(his, 'early ')
    await untilSaved(his)
    const earlier = await node.scene(GARDEN)
    write(his, 'late ')
    await untilSaved(his)
    await until(() => replicas.every((one) => wordsOf(one) === 'early late '), 'the tabs have it')
    await Promise.all(replicas.map(untilSaved))
    await bob.shutDown()
    ada.goOffline()
    await rollBack(earlier, ownersOf(earlier, new Map([[client, bob.member]])))
  }

  test('and that others wrote gives a copy of all that was here, and begins again with what it has', async () => {
    const { replica, device } = ada.open(server, GARDEN)
    await losesWorkOfBob([replica])
    write(replica, 'unsaved')
    ada.goOnline()
    await untilRefused(replica)
    await until(() => wordsOf(replica) === 'early ', 'what the server has is shown')
    expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['early late unsaved'])
    write(replica, 'and on')
    await until(async () => (await storedWords(node)) === 'early and on', 'what is new is stored')
    await ada.shutDown()
    ada.goOffline()
    const next = ada.open(server, GARDEN)
    await next.replica.ready
    expect(wordsOf(next.replica)).toBe('early and on')
  })

  test('gives one copy of all that was here, however many tabs have it', async () => {
    const one = ada.open(server, GARDEN).replica
    const other = ada.open(server, GARDEN).replica
    await losesWorkOfBob([one, other])
    write(one, 'unsaved')
    await until(() => wordsOf(other) === 'early late unsaved', 'the other tab sees it')
    ada.goOnline()
    await Promise.all([untilRefused(one), untilRefused(other)])
    await until(() => [one, other].every((tab) => wordsOf(tab) === 'early '), 'both show what it has')
    await ada.untilWritten()
    const copies = await ada.withDevice((device) => device.copies.list())
    expect(copies.map(({ mine }) => wordsIn(mine))).toEqual(['early late unsaved'])
  })

  /** The writers: the given ones, and the node itself for the rest. */
  function ownersOf(document: Y.Doc, known: ReadonlyMap<number, MemberId>): ReadonlyMap<number, MemberId> {
    return new Map(
      [...document.store.clients.keys()].map((client) => [client, known.get(client) ?? ANONYMOUS]),
    )
  }
})
