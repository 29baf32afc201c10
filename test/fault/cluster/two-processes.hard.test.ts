// Two processes that are one node, in the order of a day: people come in at either of them, one loses a
// right, a world goes from one process to the other, and the one that leads is killed. cluster.hard.test.ts,
// held-*.hard.test.ts, moves.hard.test.ts and rights-everywhere.hard.test.ts do each of these many times.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DraftMade, MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { nodeOf, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { areEqual } from '../edits.ts'
import { Editor } from '../editor.ts'
import { allOrNone, api, ask as askPast, furnish, PAGES } from '../past/deed.ts'
import { changed, seen, SceneWriter } from '../past/scene-writer.ts'
import { databasesOfRun } from '../postgres/database-server.ts'
import { makeGarden, startNode } from './accounts-processes.ts'
import { enter, epochOf, holderOf, moveToLeader } from './held.ts'
import { NodeProcesses, processesAt, untilLeads, type StartedProcess } from './node-processes.ts'

type Garden = Awaited<ReturnType<typeof makeGarden>>

describe.skipIf(!hasPostgres)('[a cluster is one node]', () => {
  let node: NodeProcesses
  let started: Awaited<ReturnType<typeof startNode>>
  let leading: StartedProcess
  let other: StartedProcess
  /** It is open at the process that does not lead. */
  let garden: Garden

  beforeAll(async () => {
    node = new NodeProcesses(await databasesOfRun.newDatabase())
    started = await startNode(node, 2)
    const [second] = started.others
    if (second === undefined) throw new Error('two processes are there')
    ;[leading, other] = [started.leading, second]
    garden = await until('a world is open at the other process', async () => {
      const made = await makeGarden(leading.server.url, started.admin)
      const [editor] = await editorsAt(made, other)
      const holder = await holderOf(node.store, made.world.address)
      leave(editor)
      return holder === other.inside && made
    })
  })
  afterAll(() => node[Symbol.asyncDispose]())

  const random = seededRandom(seedFromEnvironment())
  const editorOf = ({ world }: Garden, { cookie }: Pick<Somebody, 'cookie'>, name: string): Editor =>
    new Editor({ world: world.address, name, cookie, random })

  /** The admin in a world, once by each of these processes. */
  async function editorsAt(world: Garden, ...processes: readonly StartedProcess[]): Promise<Editor[]> {
    return Promise.all(
      processes.map(async (at, index) => {
        const editor = editorOf(world, started.admin, `editor-${index}`)
        await enter(editor, at)
        return editor
      }),
    )
  }

  async function writeSome(editors: readonly Editor[]): Promise<void> {
    const before = editors.map(({ saved }) => saved)
    for (const editor of editors) editor.write()
    await until('all have more saved', () => editors.every(({ saved }, at) => saved > (before[at] ?? 0) + 50))
  }

  /** Everybody stops; what was saved is in a fresh copy, and everybody who is connected has the same. */
  async function expectKept(editors: readonly Editor[], at: StartedProcess): Promise<void> {
    for (const editor of editors) editor.rest()
    const stay = editors.filter(({ closedWith }) => closedWith === null)
    await until('all is saved', () => stay.every(({ made, saved }) => made === saved))
    const [copy] = await editorsAt(garden, at)
    if (copy === undefined) throw new Error('somebody looks')
    for (const editor of editors) expect(editor.lostIn(copy.doc), editor.name).toBe(0)
    for (const { name, doc } of stay) await until(`${name} has all`, () => areEqual(doc, copy.doc))
    leave(copy)
  }

  function leave(...editors: readonly (Editor | undefined)[]): void {
    for (const editor of editors) {
      editor?.disconnect()
      editor?.doc.destroy()
    }
  }

  test('any process takes any request and socket, and says the same', async () => {
    for (const { server } of [leading, other]) {
      const told = await processesAt(server.url, started.admin)
      expect(told.map(({ address, leads }) => ({ address, leads }))).toEqual([
        { address: leading.inside, leads: true },
        { address: other.inside, leads: false },
      ])
    }
    const editors = await editorsAt(garden, leading, other)
    await writeSome(editors)
    await expectKept(editors, leading)
    leave(...editors)
  })

  test('[L31] [L39] a right that is taken away at one process is gone at the other one when that is answered', async () => {
    const { picture, share } = garden
    const bea = await started.people.signUp('bea')
    await share(bea, 'edit')
    const status = async (): Promise<number> =>
      (await fetch(new URL(picture, other.server.url), { headers: { cookie: bea.cookie } })).status
    await until('she sees a picture there', async () => (await status()) === 200)
    const editor = editorOf(garden, bea, 'bea')
    await enter(editor, other)
    await share(bea, 'none')
    expect(await status()).toBe(404)
    await until('she is sent out', () => editor.closedWith !== null)
    leave(editor)
  })

  test('[L37] what the past reads and writes is done where the world is open, and nobody comes again', async () => {
    const at = nodeOf(other.server, started.admin)
    const { address } = garden.world
    await using writer = await SceneWriter.open(at, address)
    expect(await holderOf(node.store, address)).toBe(other.inside)
    furnish(writer)
    await until('it is saved', () => writer.saved > PAGES.length)
    const epoch = await epochOf(node.store, address)
    const isMerged = (): Promise<boolean> => seen(at, address, (reader) => allOrNone(reader, 'merged'))
    const made = DraftMade.parse(await askPast(at, 'POST', `${api(address)}/drafts`, { title: 'Draft' }))
    await changed(at, made.address, (drafter) => {
      for (const page of PAGES) drafter.write(page, 'merged')
    })
    const { merge, revision } = MergeMade.parse(await askPast(at, 'POST', `${api(made.address)}/merge`, {}))
    expect(await isMerged()).toBe(true)
    await askPast(at, 'POST', `${api(address)}/revert`, { merge })
    expect(await isMerged()).toBe(false)
    await askPast(at, 'POST', `${api(address)}/restore`, { revision, things: PAGES })
    expect(await isMerged()).toBe(true)
    expect([await holderOf(node.store, address), await epochOf(node.store, address)]).toEqual([
      other.inside,
      epoch,
    ])
    expect(writer.isOut).toBe(false)
  })

  test('[L37] [L40] a world goes from the process that has it to the one that leads, and everybody comes again', async () => {
    const { world } = garden
    const editors = await editorsAt(garden, leading, other)
    for (const [index, at] of [leading, other].entries()) editors[index]?.stay(at.server.wsUrl)
    await writeSome(editors)
    expect(await holderOf(node.store, world.address)).toBe(other.inside)
    await moveToLeader(other.server.url, world.address, started.admin)
    expect(await holderOf(node.store, world.address)).toBe(leading.inside)
    await until('they came again', () => editors.every(({ gaps }) => gaps.length > 0))
    await writeSome(editors)
    await expectKept(editors, other)
    leave(...editors)
  })

  test('the process that leads is killed under people who edit: another one leads, and nothing saved is lost', async () => {
    const editors = await editorsAt(garden, leading, other, other, other)
    await writeSome(editors)
    await leading.server.kill()
    await untilLeads(other.server.url, other, started.admin)
    for (const editor of editors) editor.disconnect()
    await until('nobody is connected', () => editors.every(({ closedWith }) => closedWith !== null))
    await expectKept(editors, other)
    for (const editor of editors) await enter(editor, other)
    await expectKept(editors, other)
    leave(...editors)
  })
})
