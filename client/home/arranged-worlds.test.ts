// The list of worlds as somebody arranged it, line by line.
import { expect, test } from 'vitest'
import { parseAddress, parseWorldId } from '../../shared/world/address.ts'
import { PLAIN_ORDER, type HomeOrder } from '../../shared/wire/api/home-order-bodies.ts'
import type { ListedWorld } from '../session/listed-worlds.ts'
import { arrangeWorlds, firstLines, type WorldFamily, type WorldShelf } from './arranged-worlds.ts'

function idOf(name: string) {
  const id = parseWorldId(name)
  if (id === null) throw new Error(`no id: ${name}`)
  return id
}

function world(
  name: string,
  changedAt: number,
  more: Partial<ListedWorld> & { of?: string } = {},
): ListedWorld {
  const address = parseAddress(`ada/${name}`)
  if (address === null) throw new Error(`no address: ${name}`)
  const { of, ...rest } = more
  const draft = of === undefined ? null : { title: name, of: parseAddress(`ada/${of}`) }
  const facts = {
    right: 'own',
    owner: null,
    seenBy: null,
    host: null,
    openedAt: null,
    onDevice: true,
  } as const
  return { id: idOf(name), address, title: name, changedAt, ...facts, draft, ...rest }
}

/** The server has them last changed first. */
const WORLDS = [
  world('spring', 9, { of: 'garden' }),
  world('pond', 8),
  world('early-spring', 7, { of: 'spring' }),
  world('attic', 6, { openedAt: 50 }),
  world('lost', 5, { of: 'elsewhere' }),
  world('garden', 2, { openedAt: 20 }),
]

const linesOf = ({ world, drafts }: WorldFamily, depth = 0): readonly string[] => [
  `${'  '.repeat(depth)}${world.title}`,
  ...drafts.flatMap((draft) => linesOf(draft, depth + 1)),
]

const drawn = (shelves: readonly WorldShelf[]): readonly string[] =>
  shelves.flatMap(({ title, families }) => [
    ...(title === null ? [] : [`# ${title}`]),
    ...families.flatMap((family) => linesOf(family)),
  ])

const arranged = (order: Partial<HomeOrder>, { closed = [''], isSearching = false, facts = [] } = {}) =>
  arrangeWorlds(WORLDS, { order: { ...PLAIN_ORDER, ...order }, closed, facts }, isSearching)

test('drafts stand below their world, which is as new as they are; a draft of what one does not see stands alone', () => {
  const shown = ['garden', '  spring', '    early-spring', 'pond', 'attic', 'lost']
  expect(drawn(arranged({}))).toEqual(shown)
})

test('worlds are sorted by when they were opened here, and by their names', () => {
  expect(drawn(arranged({ sort: 'opened' })).filter((line) => !line.startsWith(' '))).toEqual([
    'attic',
    'garden',
    'pond',
    'lost',
  ])
  expect(drawn(arranged({ sort: 'name' }))).toEqual([
    'attic',
    'garden',
    '  spring',
    '    early-spring',
    'lost',
    'pond',
  ])
})

const ORDER: Partial<HomeOrder> = {
  starred: [idOf('garden'), idOf('gone')],
  folders: [
    { name: 'Work', worlds: [idOf('attic'), idOf('garden')] },
    { name: 'Empty', worlds: [] },
  ],
}

test('starred worlds come first, then folders, then the rest, and each world stands once', () => {
  const shelves = arranged(ORDER)
  expect(drawn(shelves)).toEqual([
    '# Starred',
    'garden',
    '  spring',
    '    early-spring',
    '# Empty',
    '# Work',
    'attic',
    '# Mine',
    'pond',
    'lost',
  ])
  expect(shelves.map(({ starred }) => starred)).toEqual([0, 0, 1, 0])
})

test('a closed folder opens for a search, and one without anything found goes', () => {
  expect(arranged(ORDER, { closed: ['Work'] }).map(({ isOpen }) => isOpen)).toEqual([true, true, false, true])
  const found = arranged(ORDER, { closed: ['Work'], isSearching: true })
  expect(found.map(({ title, isOpen }) => [title, isOpen])).toEqual([
    ['Starred', true],
    ['Work', true],
    ['Mine', true],
  ])
})

test('without a network the device’s own facts say how the list was', () => {
  const order = { order: { ...PLAIN_ORDER }, closed: [] }
  const facts = WORLDS.map(({ id, changedAt, draft }) => ({ id, changedAt, draft }))
  const offline = WORLDS.toReversed().map((each) => ({ ...each, changedAt: null, draft: null }))
  expect(drawn(arrangeWorlds(offline, { ...order, facts }, false))).toEqual(drawn(arranged({})))
})

test('a page of the list has whole families, all of a small list, and no line of a closed folder', () => {
  const first = firstLines(arranged({}), 2)
  expect([drawn(first.shelves), first.left]).toEqual([['garden', '  spring', '    early-spring'], 3])
  const next = firstLines(arranged({}), 4)
  expect([drawn(next.shelves), next.left]).toEqual([['garden', '  spring', '    early-spring', 'pond'], 2])
  expect(firstLines(arranged({}), 100).left).toBe(0)
  const closed = firstLines(arranged(ORDER, { closed: ['Work'] }), 3)
  expect(closed.shelves.map(({ title }) => title)).toEqual(['Starred', 'Empty', 'Work'])
  expect(closed.left).toBe(2)
})
