// Imports into an open world, as their rows say: with a real node, over sockets that break.
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeWorldId } from '../../../shared/world/address.ts'
import { encodeRowNote } from '../../../shared/world/author.ts'
import { FRAME } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../sync/until.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, isSaved, storedWords, textOf, untilKept, untilSaved, write } from './writing.ts'

let node: Node
let ada: Machine
let bob: Machine

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada')
  bob = new Machine('bob')
})
afterEach(async () => {
  await ada.shutDown()
  await bob.shutDown()
  await node.stop()
})

const world = async () => {
  const found = await node.store.find(GARDEN)
  if (found === null) throw new Error('there is no garden')
  return found
}
const mark = async (by: Machine, files = 2) => node.sync.imports.give((await world()).id, by.member, files)
/** Who wrote each row from one on, and why. */
const rows = async (after: number) => {
  const { key } = await world()
  const log = await node.store.log({ world: key, kind: 'scene' }, after, 100)
  return log.map(({ member, note }) => [member, note ? encodeRowNote(note) : null])
}
const end = async () => (await node.store.open({ world: (await world()).key, kind: 'scene' })).sequence

async function open(machine: Machine) {
  const { replica } = machine.open(node.serverFor(machine.member), GARDEN)
  await replica.ready
  await untilSaved(replica)
  return replica
}

describe('[HI26] an import of files', () => {
  test('is rows of its own with a note, by who brought them, and nothing else is', async () => {
    const replica = await open(ada)
    const [before, id] = [await end(), await mark(ada)]
    write(replica, 'before ')
    replica.work.importing(id, () => {
      write(replica, 'first ')
      write(replica, 'second ')
    })
    write(replica, 'after')
    await untilSaved(replica)
    const notes = (await rows(before)).map(([, note]) => note)
    expect(notes.filter((note, at) => note !== notes[at - 1])).toEqual([null, `import:${id}`, null])
    expect((await rows(before)).every(([member]) => member === ada.member)).toBe(true)
    expect(id).toMatch(/^files-2-/)
    expect(await storedWords(node)).toBe('before first second after')
  })

  test('has its note when it was made without a network, or its frame was lost', async () => {
    const replica = await open(ada)
    const [before, id] = [await end(), await mark(ada)]
    ada.goOffline()
    write(replica, 'offline ')
    replica.work.importing(id, () => write(replica, 'files '))
    write(replica, 'more')
    await untilKept(replica, 3)
    ada.goOnline()
    await untilSaved(replica)
    expect(await rows(before)).toEqual([
      [ada.member, null],
      [ada.member, `import:${id}`],
      [ada.member, null],
    ])
    let lost = 0
    ada.wiretap = (event, frame) =>
      event === 'sent' && frame?.[0] === FRAME.imported && lost++ === 0 ? 'break' : 'pass'
    replica.work.importing(await mark(ada), () => write(replica, ' again'))
    await until(() => lost > 1 && isSaved(replica), 'it is sent again')
    expect((await rows(before)).at(-1)?.[1]).toMatch(/^import:files-2-/)
    expect(await storedWords(node)).toBe('offline files more again')
  })

  test('is a plain edit under a mark of somebody else, of another world, or that nobody gave', async () => {
    const replica = await open(ada)
    await open(bob)
    const before = await end()
    const elsewhere = node.sync.imports.give(makeWorldId(randomBytes), ada.member, 1)
    for (const id of [await mark(bob), elsewhere, 'files-3-guessed', '']) {
      replica.work.importing(id, () => write(replica, 'x'))
      await untilSaved(replica)
    }
    const found = await rows(before)
    expect(found.map(([, note]) => note)).toEqual(found.map(() => null))
    expect(found.map(([member]) => member)).toEqual(found.map(() => ada.member))
    expect(textOf(await node.scene(GARDEN)).length).toBe(4)
  })

  test('under a mark that is longer than any is refused', async () => {
    const replica = await open(ada)
    replica.work.importing('y'.repeat(65), () => write(replica, 'x'))
    await until(() => replica.sync.state === 'refused', 'it is refused')
    expect(await storedWords(node)).toBe('')
  })
})
