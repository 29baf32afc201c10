// The report for somebody who was away, from real scenes that two people edited apart.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  compareAbsence,
  type AbsenceComparison,
  type AbsenceStates,
  type ValueConflict,
} from '../../shared/history/merge/compare-absence.ts'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { setColors, setLook, setProperty } from '../../shared/world/edits/field-edits.ts'
import { rename, setLang, setTitle } from '../../shared/world/edits/name-edits.ts'
import { bringBack, createArtifact, moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../shared/world/edits/setting-edits.ts'
import { insertText } from '../../shared/world/edits/text-edits.ts'
import type { Edit } from '../../shared/world/edits/scene-edit.ts'
import { artifactMaps, initScene, textOf } from '../../shared/world/scene/scene.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import { mergeUpdates } from '../replica/storage/merge-updates.ts'
import type { EditAuthors } from '../world/authors.ts'
import { entryTitle } from '../parts/changes/change-words.ts'
import { lineOfLetter, outcomeOf, settleValue, settleWords, wordsAt } from './settle-conflict.ts'
import { headline, lengthOf, reportOf } from './absence-report.ts'

const ROOT = id('root')
const LAMP = id('lamp')
const CHEST = id('chest')

function id(text: string): ArtifactId {
  const parsed = parseArtifactId(text)
  if (parsed === null) throw new Error(`no id: ${text}`)
  return parsed
}

type Person = Edit & { readonly scene: Y.Doc }

function personWith(update: Uint8Array): Person {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, update)
  return { scene, view: createView(scene, null), origin: null }
}

/** A world with a page, a lamp and a chest, in the hands of one who goes away and others who stay. */
function apart(prepare: (first: Person) => void = () => undefined) {
  const first = personWith(new Uint8Array([0, 0]))
  initScene(first.scene, { root: ROOT, title: 'Garden', name: 'garden', text: 'one\ntwo\nthree\n' })
  const code = '```js\nprops({})\n```\n'
  createArtifact(first, { id: LAMP, name: 'lamp', place: { host: ROOT, x: 0, y: 0 }, text: code })
  createArtifact(first, { id: CHEST, name: 'chest', place: { host: ROOT, x: 100, y: 0 } })
  prepare(first)
  const before = Y.encodeStateAsUpdate(first.scene)
  const me = personWith(before)
  const bob = personWith(before)
  const vector = Y.encodeStateVectorFromUpdate(before)
  /** What I missed when I come back after the edits of `others`. */
  const missed = (...others: Person[]): AbsenceStates => ({
    since: 1000,
    until: 200_000,
    before,
    mine: Y.encodeStateAsUpdate(me.scene, vector),
    theirs: mergeUpdates(others.map(({ scene }) => Y.encodeStateAsUpdate(scene, vector))),
  })
  const away = (...others: Person[]): AbsenceComparison | null => compareAbsence([missed(...others)])
  return { me, bob, away, missed, more: () => personWith(before) }
}

/** Both sides end up with everything. */
function merge(one: Person, other: Person): void {
  Y.applyUpdate(one.scene, Y.encodeStateAsUpdate(other.scene))
  Y.applyUpdate(other.scene, Y.encodeStateAsUpdate(one.scene))
}

/** What is told, in words as by this view. */
const told = (away: AbsenceComparison | null, { view }: Person): string[] =>
  reportOf(away ?? expect.unreachable(), new Map())
    .groups.flatMap(({ entries }) => entries.map((entry) => entryTitle(entry, view)))
    .toSorted()

const writersOf = (away: AbsenceComparison | null) => new Set(away?.changes.map(({ client }) => client))

/** The one conflict that is told of, which is of a value. */
function onlyConflict(away: AbsenceComparison | null): ValueConflict {
  const [met, ...more] = away?.conflicts ?? []
  if (met?.kind !== 'value' || more.length > 0)
    throw new Error(`one conflict was expected: ${JSON.stringify(away?.conflicts)}`)
  return met
}

describe('what others did', () => {
  test('is nothing when they did nothing, whatever one did oneself', () => {
    const { me, away } = apart()
    rename(me, LAMP, 'lantern')
    insertText(me, ROOT, 0, 'mine ')
    expect(away()).toBeNull()
    // Some of it had arrived before the connection broke.
    expect(away(me)).toBeNull()
  })

  test('is told by thing and by kind, with who did it', () => {
    const { bob, away } = apart()
    rename(bob, LAMP, 'lantern')
    moveArtifact(bob, LAMP, { host: ROOT, x: 5, y: 5 })
    setLook(bob, LAMP, { width: 96 })
    setProperty(bob, LAMP, 'pushable', false)
    sendToLimbo(bob, CHEST)
    createArtifact(bob, { id: id('tree'), name: 'tree', place: { host: ROOT, x: 50, y: 50 } })
    setTitle(bob, 'Park')
    const compared = away(bob)
    expect(told(compared, bob)).toEqual(
      [
        'lantern was moved',
        'chest was put away',
        'tree was added',
        'The world’s title was changed',
      ].toSorted(),
    )
    const lantern = compared?.changes.find((change) => change.id === LAMP)
    expect(lantern?.values.map(({ key }) => key).toSorted()).toEqual([
      'look.width',
      'name',
      'place',
      'pushable',
    ])
    expect(writersOf(compared)).toEqual(new Set([bob.scene.clientID]))
    expect(compared?.conflicts).toEqual([])
  })

  test('leaves out what came and went meanwhile', () => {
    const { bob, away } = apart()
    createArtifact(bob, { id: id('tree'), name: 'tree', place: { host: ROOT, x: 50, y: 50 } })
    sendToLimbo(bob, id('tree'))
    sendToLimbo(bob, CHEST)
    bringBack(bob, CHEST)
    expect(away(bob)).toBeNull()
  })

  test('tells who wrote on a page, and where', () => {
    const { me, bob, more, away } = apart()
    const eve = more()
    insertText(bob, ROOT, 'one\n'.length, 'one and a half\n')
    insertText(eve, ROOT, 1000, 'four')
    const changes = away(bob, eve)?.changes ?? []
    const byWriter = changes.toSorted((one) => (one.client === bob.scene.clientID ? -1 : 1))
    expect(byWriter).toMatchObject([
      { id: ROOT, client: bob.scene.clientID, text: [{ in: 'one and a half\n' }] },
      { id: ROOT, client: eve.scene.clientID, text: [{ in: 'four' }] },
    ])
    merge(me, bob)
    merge(me, eve)
    // Wherever it is by now.
    insertText(me, ROOT, 0, 'zero\n')
    const lines = byWriter.map(({ text }) => lineOfLetter(me.view, ROOT, text[0]?.letter ?? null))
    expect(lines).toEqual([3, 6])
  })

  test('tells what was written over as one with what stands there, and nothing that one deleted oneself', () => {
    const { me, bob, away } = apart()
    textOf(bob.scene, ROOT)?.delete(4, 3)
    insertText(bob, ROOT, 4, 'zwei')
    textOf(me.scene, ROOT)?.delete(8, 5)
    const { clientID } = bob.scene
    // The server has it already.
    Y.applyUpdate(bob.scene, Y.encodeStateAsUpdate(me.scene))
    expect(away(bob)?.changes).toMatchObject([
      { id: ROOT, client: clientID, text: [{ at: 4, out: 'two', in: 'zwei' }] },
    ])
  })

  test('says that somebody deleted, and nobody knows who', () => {
    const { bob, away } = apart()
    textOf(bob.scene, ROOT)?.delete(0, 4)
    artifactMaps(bob.scene).delete(CHEST)
    const compared = away(bob)
    expect(told(compared, bob)).toEqual(['The world’s page', 'chest was deleted for good'])
    expect(writersOf(compared)).toEqual(new Set([null]))
  })
})

test('[R6] what was missed in two absences is told together; of two conflicts at one spot, the later one', () => {
  const first = apart()
  rename(first.me, LAMP, 'lantern')
  rename(first.bob, LAMP, 'torch')
  const missed = first.missed(first.bob)
  merge(first.me, first.bob)
  const before = Y.encodeStateAsUpdate(first.me.scene)
  const [me, bob] = [personWith(before), personWith(before)]
  rename(me, LAMP, 'moon')
  rename(bob, LAMP, 'sun')
  moveArtifact(bob, CHEST, { host: ROOT, x: 5, y: 5 })
  const stateOf = ({ scene }: Person, since: Uint8Array): Uint8Array =>
    Y.encodeStateAsUpdate(scene, Y.encodeStateVectorFromUpdate(since))
  const compared = compareAbsence([
    { ...missed, since: 0, until: 100_000 },
    { since: 200_000, until: 500_000, before, mine: stateOf(me, before), theirs: stateOf(bob, before) },
  ])
  expect(told(compared, bob)).toEqual(['chest was moved', 'sun: Name', 'sun: Name'])
  expect(compared).toMatchObject({ lengthMs: 400_000, until: 500_000 })
  expect(onlyConflict(compared)).toMatchObject({ draft: 'moon', parent: 'sun' })
})

describe('where a value of mine met one of theirs', () => {
  test('only what both wrote, and not the same, is told', () => {
    const { me, bob, away } = apart()
    rename(me, LAMP, 'lantern')
    moveArtifact(bob, LAMP, { host: ROOT, x: 5, y: 5 })
    setProperty(me, LAMP, 'pushable', false)
    setProperty(bob, LAMP, 'pushable', false)
    expect(away(bob)?.conflicts).toEqual([])
  })

  const cases: readonly (readonly [string, (edit: Edit, which: 0 | 1) => void])[] = [
    ['the name', (edit, which) => rename(edit, LAMP, ['lantern', 'torch'][which] ?? '')],
    ['the place', (edit, which) => moveArtifact(edit, LAMP, { host: which ? CHEST : ROOT, x: 7, y: 7 })],
    ['the drawing', (edit, which) => setLook(edit, LAMP, { sprite: ['tree', 'cup'][which] ?? '' })],
    ['a colour', (edit, which) => setColors(edit, LAMP, { ink: ['#111111', '#222222'][which] ?? '' })],
    ['a number', (edit, which) => setProperty(edit, LAMP, 'speed', [50, 150][which] ?? 0)],
    ['a setting', (edit, which) => setSetting(edit, LAMP, 'light', ['dim', 'bright'][which] ?? '')],
    ['the title', (edit, which) => setTitle(edit, ['Park', 'Wood'][which] ?? '')],
    ['the language', (edit, which) => setLang(edit, ['de', 'fr'][which] ?? '')],
    [
      'limbo',
      (edit, which) =>
        which ? sendToLimbo(edit, LAMP) : moveArtifact(edit, LAMP, { host: ROOT, x: 9, y: 9 }),
    ],
  ]

  test.each(cases)('%s: one of both stands, and either can be put in its place', (_what, write) => {
    const { me, bob, away } = apart()
    write(me, 0)
    write(bob, 1)
    const met = onlyConflict(away(bob))
    expect(met.client).toBe(bob.scene.clientID)
    expect(outcomeOf(me.view, met)).toBe('draft')
    expect(outcomeOf(bob.view, met)).toBe('parent')
    merge(me, bob)
    const stands = outcomeOf(me.view, met)
    expect(outcomeOf(bob.view, met)).toBe(stands)
    for (const side of ['parent', 'draft'] as const) {
      expect(settleValue(me, met, side)).toEqual({ ok: true })
      merge(me, bob)
      expect(outcomeOf(me.view, met)).toBe(side)
      expect(outcomeOf(bob.view, met)).toBe(side)
    }
  })

  test('a setting that one changed and they went back to the usual one', () => {
    const { me, bob, away } = apart((first) => setSetting(first, LAMP, 'light', 'dim'))
    setSetting(me, LAMP, 'light', 'bright')
    setSetting(bob, LAMP, 'light', null)
    const met = onlyConflict(away(bob))
    expect(met).toMatchObject({ base: 'dim', draft: 'bright', parent: undefined })
    merge(me, bob)
    expect(settleValue(me, met, 'parent')).toEqual({ ok: true })
    expect(outcomeOf(me.view, met)).toBe('parent')
  })

  test('one moved a thing that they ended for good: it is told, and nothing is to choose', () => {
    const { me, bob, away } = apart()
    moveArtifact(me, LAMP, { host: ROOT, x: 5, y: 5 })
    artifactMaps(bob.scene).delete(LAMP)
    expect(told(away(bob), bob)).toEqual(['lamp was deleted for good'])
    expect(away(bob)?.conflicts).toEqual([])
  })

  test('says so when it has changed again, or its thing is gone', () => {
    const { me, bob, away } = apart()
    rename(me, LAMP, 'lantern')
    rename(bob, LAMP, 'torch')
    const met = onlyConflict(away(bob))
    rename(me, LAMP, 'candle')
    expect(outcomeOf(me.view, met)).toBe('neither')
    artifactMaps(me.scene).delete(LAMP)
    expect(outcomeOf(me.view, met)).toBe('gone')
    expect(settleValue(me, met, 'draft').ok).toBe(false)
  })

  test('words that both wrote at one place are shown, each side’s own, and one is chosen, or both', () => {
    const { me, bob, away } = apart()
    insertText(me, ROOT, 3, ' Alto')
    insertText(bob, ROOT, 3, ' Graça')
    const [met, ...more] = away(bob)?.conflicts ?? []
    expect(more).toEqual([])
    if (met?.kind !== 'words') return expect.unreachable()
    const { clientID } = bob.scene
    expect(met).toMatchObject({ id: ROOT, client: clientID, draft: ' Alto', parent: ' Graça' })
    merge(me, bob)
    const page = (): string => textOf(me.scene, ROOT)?.toJSON() ?? ''
    expect([' Alto Graça', ' Graça Alto']).toContain(wordsAt(me.view, met)?.words)
    for (const side of ['parent', 'draft', 'both', 'parent'] as const) {
      expect(settleWords(me, met, side).ok).toBe(true)
      const chosen = { draft: ' Alto', parent: ' Graça', both: ' Graça Alto' }[side]
      expect(page()).toBe(`one${chosen}\ntwo\nthree\n`)
      expect(wordsAt(me.view, met)).toEqual({ words: chosen, from: 3, line: 1, side })
    }
  })

  test('on a page nothing is lost: it is told, and leads to what they wrote', () => {
    const { me, bob, away } = apart()
    insertText(me, ROOT, 0, 'mine\n')
    insertText(bob, ROOT, 1000, 'theirs')
    const [met, ...more] = away(bob)?.conflicts ?? []
    expect(met).toMatchObject({ kind: 'page', id: ROOT, client: bob.scene.clientID })
    expect(more).toEqual([])
    merge(me, bob)
    const page = textOf(me.scene, ROOT)?.toJSON() ?? ''
    if (met?.kind !== 'page') return expect.unreachable()
    expect(page.split('\n')[(lineOfLetter(me.view, ROOT, met.letter) ?? 0) - 1]).toBe('theirs')
  })
})

test('what one side put into limbo, and the other one changed, is told to both', () => {
  const theirs = apart()
  insertText(theirs.me, CHEST, 0, 'inside')
  sendToLimbo(theirs.bob, CHEST)
  expect(theirs.away(theirs.bob)?.conflicts).toMatchObject([
    { kind: 'limbo', id: CHEST, by: 'theirs', client: theirs.bob.scene.clientID },
  ])
  const mine = apart()
  sendToLimbo(mine.me, CHEST)
  sendToLimbo(mine.me, LAMP)
  rename(mine.bob, CHEST, 'box')
  insertText(mine.bob, LAMP, 0, 'It shines. ')
  const limbo = mine.away(mine.bob)?.conflicts.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const by = { kind: 'limbo', by: 'mine', client: mine.bob.scene.clientID }
  expect(limbo).toMatchObject([
    { ...by, id: CHEST },
    { ...by, id: LAMP },
  ])
  const both = apart()
  sendToLimbo(both.me, CHEST)
  sendToLimbo(both.bob, CHEST)
  expect(both.away(both.bob)?.conflicts).toEqual([])
})

describe('the report', () => {
  test('is by person, thing after thing', () => {
    const { bob, more, away } = apart()
    const eve = more()
    const elsewhere = more()
    moveArtifact(bob, LAMP, { host: ROOT, x: 5, y: 5 })
    insertText(bob, LAMP, 0, 'It shines. ')
    rename(bob, CHEST, 'box')
    insertText(eve, ROOT, 0, 'Welcome. ')
    setTitle(elsewhere, 'Park')
    const authors: EditAuthors = new Map([
      [bob.scene.clientID, { kind: 'person', name: 'Bob' }],
      [elsewhere.scene.clientID, { kind: 'you' }],
    ])
    const report = reportOf(away(bob, eve, elsewhere) ?? expect.unreachable(), authors)
    const lines = Object.fromEntries(
      report.groups.map(({ who, entries }) => [
        who,
        entries.map((entry) => entryTitle(entry, bob.view)).toSorted(),
      ]),
    )
    expect(lines).toEqual({
      Bob: ['The page of lamp', 'box: Name', 'lamp was moved'],
      Somebody: ['The world’s page'],
    })
    expect(report.groups.at(-1)?.who).toBe('Somebody')
    expect(headline(report)).toBe('Bob changed 2 things and Somebody 1. You were away for 3 minutes.')
  })

  test('tells each of two people who changed one thing what they did', () => {
    const { bob, more, away } = apart()
    const eve = more()
    moveArtifact(bob, LAMP, { host: ROOT, x: 5, y: 5 })
    setProperty(eve, LAMP, 'pushable', false)
    const authors: EditAuthors = new Map([
      [bob.scene.clientID, { kind: 'person', name: 'Bob' }],
      [eve.scene.clientID, { kind: 'person', name: 'Eve' }],
    ])
    const { groups } = reportOf(away(bob, eve) ?? expect.unreachable(), authors)
    expect(
      groups.map(({ who, entries }) => [who, entries.map((entry) => entryTitle(entry, bob.view))]),
    ).toEqual([
      ['Bob', ['lamp was moved']],
      ['Eve', ['lamp: It can be pushed']],
    ])
  })

  test.each([
    [61_000, '1 minute'],
    [50 * 60_000, '50 minutes'],
    [3 * 3_600_000, '3 hours'],
    [72 * 3_600_000, '3 days'],
  ])('says that %i ms are %s', (ms, words) => expect(lengthOf(ms)).toBe(words))
})
