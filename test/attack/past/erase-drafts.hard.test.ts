// Erasing in a world with drafts, drafts of drafts, versions, comments and merges: what one person wrote and
// is deleted is afterwards in no byte of the data folder, nor in a backup, an export or any answer.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { gunzipSync } from 'node:zlib'
import { backUp } from '../../../server/storage/maintenance/data-backup.ts'
import { DraftMade, DraftReview, MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { nodeOf, startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { api, ask } from '../../fault/past/deed.ts'
import { SceneWriter } from '../../fault/past/scene-writer.ts'
import { found } from '../../fault/past/world-deeds.ts'
import { temporaryFolder } from '../../process.ts'

const GARDEN = 'ada/garden'
/** Each in another place. */
const SECRETS = ['mayonnaise', 'horseradish', 'tarragon', 'marjoram', 'asafoetida', 'galangal', 'sumac9']
const [OLD, IN_DRAFT, IN_CHILD, LATER, VALUE, MERGED, CONFLICT] = SECRETS as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
]

const data = temporaryFolder()
let node: AccountsNode
let eve: Somebody
let draft = ''
let child = ''

/** Somebody changes something, and it is saved. */
async function by(who: Somebody, world: string, change: (writer: SceneWriter) => void): Promise<void> {
  await using writer = await SceneWriter.open(nodeOf(node.server, who), world)
  change(writer)
  await writer.allSaved()
}

/** A draft of eve's, in which ada may write, too. */
async function draftOf(world: string, title: string): Promise<string> {
  const made = await told(await eve.ask('POST', `${api(world)}/drafts`, { title }))
  const { address } = DraftMade.parse(made)
  await told(await eve.ask('PUT', `${api(address)}/sharing/people/ada`, { right: 'edit' }))
  return address
}

beforeAll(async () => {
  node = await startAccounts({ data })
  eve = await node.signUp('eve')
  await ask(node, 'POST', '/api/worlds', { title: 'Garden', address: GARDEN })
  await ask(node, 'PUT', `${api(GARDEN)}/sharing/people/eve`, { right: 'edit' })
  await by(node.admin, GARDEN, (writer) => {
    writer.put('lamp', 'It shines')
    writer.put('tree', 'High')
  })
  // A word that the drafts begin with.
  await by(eve, GARDEN, (writer) => writer.write('lamp', OLD))
  draft = await draftOf(GARDEN, 'One')
  await ask(node, 'GET', `${api(GARDEN)}/history`)
  await by(eve, draft, (writer) => {
    writer.write('lamp', IN_DRAFT)
    writer.write('tree', MERGED)
    writer.set('tree', 'name', CONFLICT)
  })
  child = await draftOf(draft, 'Two')
  await by(eve, child, (writer) => {
    writer.write('lamp', IN_CHILD)
    writer.set('lamp', 'name', VALUE)
  })
  await by(node.admin, GARDEN, (writer) => writer.set('tree', 'name', 'Oak'))
  await told(
    await eve.ask('POST', `${api(draft)}/review/comments`, { thing: 'lamp', words: `Why ${OLD}, and High?` }),
  )
  await told(
    await eve.ask('POST', `${api(GARDEN)}/versions`, {
      name: `With ${OLD}`,
      note: `no ${LATER.toUpperCase()}`,
    }),
  )
  // A merge with a conflict, and what came after it.
  const take = { take: ['tree'] }
  MergeMade.parse(await told(await eve.ask('POST', `${api(draft)}/merge`, take)))
  await by(eve, GARDEN, (writer) => writer.write('lamp', LATER))
  await told(await eve.ask('POST', `${api(draft)}/update`))
  // All of it is deleted.
  for (const [world, words] of [
    [GARDEN, [OLD, LATER, MERGED]],
    [draft, [OLD, LATER, MERGED, IN_DRAFT]],
    [child, SECRETS],
  ] as const)
    await by(node.admin, world, (writer) => {
      for (const page of ['lamp', 'tree']) for (const word of words) writer.cut(page, word)
      writer.set('lamp', 'name', 'Lamp')
      if (writer.value('tree', 'name') === CONFLICT) writer.set('tree', 'name', 'Oak')
    })
  for (const world of [GARDEN, draft, child]) await told(await eve.ask('GET', `${api(world)}/history`))
})
afterAll(() => node[Symbol.asyncDispose]())

it('[HI40] is in no byte of folder, backup or export, by drafts, versions, comments and merges neither', async () => {
  expect(found(data, SECRETS)).toEqual(SECRETS)
  await told(await node.admin.ask('POST', `${api(GARDEN)}/erase`, { account: 'eve' }))
  expect(found(data, SECRETS)).toEqual([])
  const backup = join(temporaryFolder(), 'backup')
  await backUp(data, backup, 1)
  expect(found(backup, SECRETS)).toEqual([])
  rmSync(backup, { recursive: true })
  for (const world of [GARDEN, draft, child]) {
    const file = await eve.ask('GET', `${api(world)}/export`)
    const bytes = gunzipSync(Buffer.from(await file.arrayBuffer()))
    expect(
      SECRETS.filter((word) => bytes.includes(word)),
      world,
    ).toEqual([])
  }
  // What still stands somewhere is no erased word.
  const review = DraftReview.parse(await told(await eve.ask('GET', `${api(draft)}/review`)))
  expect(review.comments.map(({ words }) => words)).toEqual(['Why …, and High?'])
  const { versions } = VersionsAnswer.parse(await ask(node, 'GET', `${api(GARDEN)}/versions`))
  expect(versions.filter(({ isAutomatic }) => !isAutomatic)).toMatchObject([{ name: 'With …', note: 'no …' }])
  expect(versions.map(({ name }) => name)).toContain('Before a merge')
})

it('[HI40] the drafts go on: they are reviewed, brought up to their world and merged as before', async () => {
  await by(eve, child, (writer) => writer.write('lamp', 'brightly'))
  for (const [each, parent] of [
    [child, draft],
    [draft, GARDEN],
  ] as const) {
    await told(await node.admin.ask('POST', `${api(parent)}/versions`, { name: 'Now' })).catch(() => null)
    await told(await eve.ask('POST', `${api(each)}/update`))
    MergeMade.parse(await told(await eve.ask('POST', `${api(each)}/merge`, {})))
  }
  await using writer = await SceneWriter.open(node, GARDEN)
  expect(writer.count('lamp', 'brightly')).toBe(1)
})

it('[HI40] words that were in a draft alone are in no name in its world, nor the other way round', async () => {
  const [there, inDraft, stays] = ['lovage77', 'chervil77', 'savory77']
  const hedge = 'ada/hedge'
  await ask(node, 'POST', '/api/worlds', { title: 'Hedge', address: hedge })
  await by(node.admin, hedge, (writer) => {
    writer.put('lamp', 'It shines')
    writer.write('lamp', stays)
  })
  const made = await ask(node, 'POST', `${api(hedge)}/drafts`, { title: 'Three' })
  const { address } = DraftMade.parse(made)
  await by(node.admin, address, (writer) => {
    writer.write('lamp', inDraft)
    for (const word of [inDraft, stays]) writer.cut('lamp', word)
  })
  await by(node.admin, hedge, (writer) => {
    writer.write('lamp', there)
    writer.cut('lamp', there)
  })
  await ask(node, 'POST', `${api(hedge)}/versions`, { name: `By ${inDraft}`, note: `and ${stays}` })
  const comment = { thing: 'lamp', words: `No ${there}` }
  await ask(node, 'POST', `${api(address)}/review/comments`, comment)
  expect(found(data, [there, inDraft, stays])).toEqual([there, inDraft, stays])
  await ask(node, 'POST', `${api(hedge)}/erase`, { before: Date.now() + 60_000 })
  expect(found(data, [there, inDraft, stays])).toEqual([stays])
  const { versions } = VersionsAnswer.parse(await ask(node, 'GET', `${api(hedge)}/versions`))
  expect(versions.filter(({ isAutomatic }) => !isAutomatic)).toMatchObject([
    { name: 'By …', note: `and ${stays}` },
  ])
  const review = DraftReview.parse(await ask(node, 'GET', `${api(address)}/review`))
  expect(review.comments.map(({ words }) => words)).toEqual(['No …'])
})
