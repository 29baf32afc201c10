// What a store keeps of the words in worlds, and how they are found.
import { describe, expect, test } from 'vitest'
import { parseArtifactId, parseLineId, type ArtifactId } from '../../shared/world/address.ts'
import type { WorldRecord } from '../../server/contracts/world-record.ts'
import type { Store } from '../../server/storage/store.ts'
import type { WordMatches, ThingWords, WordSearch } from '../../server/storage/word-store.ts'
import { ada, at, documentOf, makeWorld, update } from './made.ts'
import { durableStores, stores } from './stores.ts'

const id = (text: string): ArtifactId => parseArtifactId(text)!
const root = id('root')

const thing = (name: string, page = '', host: ThingWords['host'] = root): ThingWords => ({
  thing: id(name.toLowerCase()),
  host: name === 'root' ? null : host,
  name,
  page,
})

const keep = (store: Store, { key, line }: WorldRecord, words: readonly ThingWords[], gone = '') =>
  store.keepWords(key, { line, words, gone: gone === '' ? [] : [id(gone)], upTo: 1 })

const asked = (worlds: readonly WorldRecord[], words: readonly string[], more: Partial<WordSearch> = {}) => ({
  worlds: worlds.map(({ key }) => key),
  words,
  part: 'pages' as const,
  after: null,
  most: 10,
  ...more,
})
/** A call may end early, and says how far it came. */
async function searchOn(store: Store, search: WordSearch): Promise<WordMatches> {
  const { things, searched } = await store.findWords(search)
  if (searched === 0 || searched === search.worlds.length) return { things, searched }
  const worlds = search.worlds.slice(searched)
  const rest = await searchOn(store, { ...search, worlds, after: null, most: search.most - things.length })
  return { things: [...things, ...rest.things], searched: searched + rest.searched }
}
const named = ({ things }: WordMatches): string[] => things.map(({ name }) => name)

describe.each(stores)('[X1] the words of worlds: $name', ({ open }) => {
  test('are found in names and in pages, folded, in any script', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const page = 'Très loin: 我们的学校,\n100 % "sûr"\\ 🌳'
    await keep(store, world, [thing('root'), thing('Lampe', page), thing('Ecole', 'lampe')])
    for (const word of ['tres', '学校', '100 %', '"sur"\\', '🌳'])
      expect(named(await store.findWords(asked([world], [word])))).toContain('Lampe')
    for (const word of ['nobody', '_ampe', 'lo%in', '\\']) {
      const found = await store.findWords(asked([world], [word]))
      expect(named(found), word).toEqual(word === '\\' ? ['Lampe'] : [])
    }
    const [found] = (await store.findWords(asked([world], ['tres', '学校']))).things
    expect(found).toEqual({ world: world.key, thing: 'lampe', name: 'Lampe', page, isInLimbo: false })
  })

  test('are found in a name before they are found in a page, and each thing once', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await keep(store, world, [thing('Rose'), thing('Bed', 'a rose'), thing('Rosebed', 'rose'), thing('Red')])
    expect(named(await store.findWords(asked([world], ['rose'], { part: 'names' })))).toEqual([
      'Rose',
      'Rosebed',
    ])
    expect(named(await store.findWords(asked([world], ['rose'])))).toEqual(['Bed'])
    expect(named(await store.findWords(asked([world], ['rose', 'bed'], { part: 'names' })))).toEqual([
      'Rosebed',
    ])
    expect(named(await store.findWords(asked([world], ['bed', 'rose'])))).toEqual(['Bed'])
  })

  test('are searched in the order of the worlds, a page of them at a time, and in no other world', async () => {
    await using opened = await open()
    const { store } = opened
    const worlds = await Promise.all(['one', 'two', 'three'].map((name) => makeWorld(store, name)))
    const things = ['a', 'b', 'c'].map((name) => thing(name, 'word'))
    for (const world of worlds) await keep(store, world, things)
    const [one, two, three] = worlds.map(({ key }) => key)
    const shown = worlds.toReversed().slice(0, 2)
    const first = await store.findWords(asked(shown, ['word'], { most: 2 }))
    expect(first.things.map((each) => [each.world, each.name])).toEqual([
      [three, 'a'],
      [three, 'b'],
    ])
    expect(first.searched).toBe(0)
    const rest = await searchOn(store, asked(shown, ['word'], { after: id('b') }))
    expect(rest.things.map((each) => [each.world, each.name])).toEqual([
      [three, 'c'],
      [two, 'a'],
      [two, 'b'],
      [two, 'c'],
    ])
    expect(rest.searched).toBe(2)
    expect(await store.findWords(asked([], ['word']))).toEqual({ things: [], searched: 0 })
    expect(one).toBeDefined()
  })

  test('say of what is in limbo, or in what is gone, that it is there', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await keep(store, world, [
      thing('root', 'word'),
      thing('away', 'word', 'limbo'),
      thing('inside', 'word', id('away')),
      thing('lost', 'word', id('nowhere')),
      thing('box', 'word'),
    ])
    const { things } = await store.findWords(asked([world], ['word']))
    expect(things.map(({ name, isInLimbo }) => [name, isInLimbo])).toEqual([
      ['away', true],
      ['box', false],
      ['inside', true],
      ['lost', true],
      ['root', false],
    ])
  })

  test('become others, and go', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await keep(store, world, [thing('a', 'old'), thing('b', 'old')])
    await keep(store, world, [thing('a', 'new')], 'b')
    expect(named(await store.findWords(asked([world], ['old'])))).toEqual([])
    expect(named(await store.findWords(asked([world], ['new'])))).toEqual(['a'])
    expect(await store.wordedThings(world.key)).toEqual(['a'])
  })

  test('are to be read where the scene has rows that nobody read', async () => {
    await using opened = await open()
    const { store } = opened
    const [empty, garden] = [await makeWorld(store, 'empty'), await makeWorld(store, 'garden')]
    const unread = () => store.unreadWorlds([empty.key, garden.key])
    const [row] = await store.append([update(documentOf(garden), 1)])
    await store.append([update(documentOf(garden, 'live'), 1)])
    expect(await unread()).toEqual([{ world: garden.key, isNew: true }])
    await store.keepWords(garden.key, { line: garden.line, words: [], gone: [], upTo: null })
    expect(await unread()).toEqual([{ world: garden.key, isNew: true }])
    await store.keepWords(garden.key, { line: garden.line, words: [], gone: [], upTo: row! })
    expect(await unread()).toEqual([])
    await store.append([update(documentOf(garden), 2)])
    expect(await unread()).toEqual([{ world: garden.key, isNew: false }])
  })

  test('are gone with the world, and with its line, and come no more from there', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await store.append([update(documentOf(world), 1)])
    await keep(store, world, [thing('a', 'secret')])
    const staged = await store.stage(5)
    const row = {
      bytes: Uint8Array.of(1),
      member: ada,
      firstAt: 1,
      lastAt: 1,
      updates: 1,
      quarantined: false,
    }
    await store.importLog({ world: staged, kind: 'scene' }, { rows: [row], clients: new Map() })
    await store.replaceLogs([{ world: world.key, staged, line: parseLineId('next')! }])
    await keep(store, world, [thing('b', 'secret')])
    expect(await store.wordedThings(world.key)).toEqual([])
    expect(await store.unreadWorlds([world.key])).toEqual([{ world: world.key, isNew: true }])
    const now = (await store.findByKey(world.key))!
    await keep(store, now, [thing('a', 'secret')])
    await store.bin(world.key, 1)
    await store.destroy(world.key)
    await keep(store, now, [thing('a', 'secret')])
    expect(await store.findWords(asked([world], ['secret']))).toEqual({ things: [], searched: 1 })
  })

  test('of another node’s world are gone when its copy begins anew', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden', { address: at('bob@house.example/garden') })
    await keep(store, world, [thing('a', 'secret')])
    const document = { bytes: Uint8Array.of(1), member: ada, claims: [] }
    const as = { id: world.id, line: parseLineId('next')!, title: '', at: 7, scene: document, live: document }
    await store.restart(world.key, as)
    expect(await store.wordedThings(world.key)).toEqual([])
    expect(await store.unreadWorlds([world.key])).toEqual([{ world: world.key, isNew: true }])
  })
})

test.each(durableStores)('[X1] words are there after a restart: $name', async ({ open }) => {
  await using opened = await open()
  const world = await makeWorld(opened.store, 'garden')
  await keep(opened.store, world, [thing('a', 'word')])
  const store = await opened.reopen()
  expect(named(await store.findWords(asked([world], ['word'])))).toEqual(['a'])
})
