// The report for somebody who was away, from real scenes that two people edited apart.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { setColors, setLook, setProperty } from '../../../shared/world/edits/field-edits.ts'
import { rename, setTitle } from '../../../shared/world/edits/name-edits.ts'
import {
  bringBack,
  createArtifact,
  moveArtifact,
  sendToLimbo,
} from '../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { insertText } from '../../../shared/world/edits/text-edits.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { artifactMaps, initScene, textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { AbsenceWatch } from '../../replica/absence.ts'
import { choose, chooseWords, conflictOutcomeOf, wordsAt } from '../conflicts/conflict-choice.ts'
import { compareAway, type AbsenceComparison } from './absence-comparison.ts'
import type { ConflictValue } from './conflicts.ts'
import type { EditAuthors } from '../../world/authors.ts'
import { headline, lengthOf, awayReportOf } from './away-summary.ts'
import { findLine } from './page-authors.ts'

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
function apart() {
  const first = personWith(new Uint8Array([0, 0]))
  initScene(first.scene, { root: ROOT, title: 'Garden', name: 'garden', text: 'one\ntwo\nthree\n' })
  const code = '```js\nprops({})\n```\n'
  createArtifact(first, { id: LAMP, name: 'lamp', place: { host: ROOT, x: 0, y: 0 }, text: code })
  createArtifact(first, { id: CHEST, name: 'chest', place: { host: ROOT, x: 100, y: 0 } })
  const before = Y.encodeStateAsUpdate(first.scene)
  const me = personWith(before)
  const bob = personWith(before)
  const vector = Y.encodeStateVectorFromUpdate(before)
  /** The report when I come back after the edits of `others`. */
  const away = (...others: Person[]): AbsenceComparison | null =>
    compareAway({
      since: 1000,
      until: 200_000,
      earlier: null,
      before,
      mine: Y.encodeStateAsUpdate(me.scene, vector),
      theirs: Y.mergeUpdates([before, ...others.map(({ scene }) => Y.encodeStateAsUpdate(scene))]),
    })
  return { before, me, bob, away, more: () => personWith(before) }
}

/** Both sides end up with everything. */
function merge(one: Person, other: Person): void {
  Y.applyUpdate(one.scene, Y.encodeStateAsUpdate(other.scene))
  Y.applyUpdate(other.scene, Y.encodeStateAsUpdate(one.scene))
}

const kinds = (away: AbsenceComparison | null): string[] =>
  (away?.deeds ?? []).map(({ kind, name }) => `${kind} ${name}`).toSorted()

/** The one meeting that is told of, which has two values. */
function onlyMeeting(away: AbsenceComparison | null): ConflictValue {
  const [met, ...more] = away?.met ?? []
  if (!met || met.kind === 'page' || met.kind === 'words' || met.kind === 'away' || more.length > 0)
    throw new Error(`one meeting was expected: ${JSON.stringify(away?.met)}`)
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
    const told = away(bob)
    expect(kinds(told)).toEqual(
      [
        'changed lantern',
        'made tree',
        'moved lantern',
        'putAway chest',
        'renamed lantern',
        'titled Park',
      ].toSorted(),
    )
    expect(new Set(told?.deeds.map(({ client }) => client))).toEqual(new Set([bob.scene.clientID]))
    expect(told?.met).toEqual([])
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
    const { bob, more, away } = apart()
    const eve = more()
    insertText(bob, ROOT, 'one\n'.length, 'one and a half\n')
    insertText(eve, ROOT, 1000, 'four')
    const wrote = away(bob, eve)?.deeds ?? []
    const at = new Map(wrote.map((deed) => [deed.client, deed.at]))
    expect(at.get(bob.scene.clientID)).toEqual({ line: 2, words: 'one and a half' })
    expect(at.get(eve.scene.clientID)?.words).toBe('four')
    expect(wrote).toHaveLength(2)
  })

  test('says that somebody deleted, and nobody knows who', () => {
    const { bob, away } = apart()
    textOf(bob.scene, ROOT)?.delete(0, 4)
    artifactMaps(bob.scene).delete(CHEST)
    const told = away(bob)
    expect(kinds(told)).toEqual(['gone chest', 'wrote garden'])
    expect(told?.deeds.map(({ client }) => client)).toEqual([null, null])
  })
})

test('[R6] what one saw between two absences, and did oneself, is no news', () => {
  const { me, bob } = apart()
  const watch = new AbsenceWatch(() => undefined)
  const here = { baseState: () => Y.encodeStateAsUpdate(me.scene), unsaved: [] }
  const away = (from: number, to: number, missed: () => void): void => {
    watch.arrived(from, here)
    watch.met(from, here)
    missed()
    merge(me, bob)
    watch.news()
    watch.arrived(to, here)
  }
  away(0, 100_000, () => rename(bob, LAMP, 'lantern'))
  // Meanwhile both are there.
  rename(bob, CHEST, 'box')
  setTitle(me, 'Park')
  merge(me, bob)
  away(200_000, 500_000, () => setProperty(bob, LAMP, 'pushable', false))
  const { absence } = watch
  const told = absence && compareAway(absence)
  expect(kinds(told)).toEqual(['changed lantern', 'renamed lantern'])
  expect(told).toMatchObject({ lengthMs: 400_000, until: 500_000 })
})

describe('where a value of mine met one of theirs', () => {
  test('only what both wrote, and not the same, is told', () => {
    const { me, bob, away } = apart()
    rename(me, LAMP, 'lantern')
    moveArtifact(bob, LAMP, { host: ROOT, x: 5, y: 5 })
    setProperty(me, LAMP, 'pushable', false)
    setProperty(bob, LAMP, 'pushable', false)
    expect(away(bob)?.met).toEqual([])
  })

  const cases: readonly (readonly [string, (edit: Edit, which: 0 | 1) => void])[] = [
    ['the name', (edit, which) => rename(edit, LAMP, ['lantern', 'torch'][which] ?? '')],
    ['the place', (edit, which) => moveArtifact(edit, LAMP, { host: which ? CHEST : ROOT, x: 7, y: 7 })],
    ['the drawing', (edit, which) => setLook(edit, LAMP, { sprite: ['tree', 'cup'][which] ?? '' })],
    ['a colour', (edit, which) => setColors(edit, LAMP, { ink: ['#111111', '#222222'][which] ?? '' })],
    ['a number', (edit, which) => setProperty(edit, LAMP, 'speed', [50, 150][which] ?? 0)],
    ['a setting', (edit, which) => setSetting(edit, LAMP, 'light', ['dim', 'bright'][which] ?? '')],
    ['the title', (edit, which) => setTitle(edit, ['Park', 'Wood'][which] ?? '')],
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
    const met = onlyMeeting(away(bob))
    expect(met.client).toBe(bob.scene.clientID)
    expect(conflictOutcomeOf(me.view, met)).toBe('mine')
    expect(conflictOutcomeOf(bob.view, met)).toBe('theirs')
    merge(me, bob)
    const stands = conflictOutcomeOf(me.view, met)
    expect(conflictOutcomeOf(bob.view, met)).toBe(stands)
    for (const side of ['theirs', 'mine'] as const) {
      expect(choose(me, met, side)).toEqual({ ok: true })
      merge(me, bob)
      expect(conflictOutcomeOf(me.view, met)).toBe(side)
      expect(conflictOutcomeOf(bob.view, met)).toBe(side)
    }
  })

  test('says so when it has changed again, or its thing is gone', () => {
    const { me, bob, away } = apart()
    rename(me, LAMP, 'lantern')
    rename(bob, LAMP, 'torch')
    const met = onlyMeeting(away(bob))
    rename(me, LAMP, 'candle')
    expect(conflictOutcomeOf(me.view, met)).toBe('neither')
    artifactMaps(me.scene).delete(LAMP)
    expect(conflictOutcomeOf(me.view, met)).toBe('gone')
    expect(choose(me, met, 'mine').ok).toBe(false)
  })

  test('words that both wrote at one place are shown, each side’s own, and one is chosen, or both', () => {
    const { me, bob, away } = apart()
    insertText(me, ROOT, 3, ' Alto')
    insertText(bob, ROOT, 3, ' Graça')
    const [met, ...more] = away(bob)?.met ?? []
    expect(more).toEqual([])
    if (met?.kind !== 'words') return expect.unreachable()
    const { clientID } = bob.scene
    expect(met).toMatchObject({ id: ROOT, client: clientID, mine: ' Alto', theirs: ' Graça' })
    merge(me, bob)
    const page = (): string => textOf(me.scene, ROOT)?.toJSON() ?? ''
    expect([' Alto Graça', ' Graça Alto']).toContain(wordsAt(me.view, met)?.words)
    for (const side of ['theirs', 'mine', 'both', 'theirs'] as const) {
      expect(chooseWords(me, met, side).ok).toBe(true)
      const chosen = { mine: ' Alto', theirs: ' Graça', both: ' Graça Alto' }[side]
      expect(page()).toBe(`one${chosen}\ntwo\nthree\n`)
      expect(wordsAt(me.view, met)).toEqual({ words: chosen, line: 1, side })
    }
  })

  test('on a page nothing is lost: it is told, and leads to what they wrote', () => {
    const { me, bob, away } = apart()
    insertText(me, ROOT, 0, 'mine\n')
    insertText(bob, ROOT, 1000, 'theirs')
    const told = away(bob)
    expect(told?.met).toMatchObject([
      { kind: 'page', id: ROOT, client: bob.scene.clientID, at: { words: 'theirs' } },
    ])
    merge(me, bob)
    const page = textOf(me.scene, ROOT)?.toJSON() ?? ''
    const [met] = told?.met ?? []
    if (met?.kind !== 'page' || !met.at) throw new Error('a page was expected')
    expect(page.split('\n')[findLine(page, met.at) - 1]).toBe('theirs')
  })
})

test('what one side put into limbo, and the other one changed, is told to both', () => {
  const theirs = apart()
  insertText(theirs.me, CHEST, 0, 'inside')
  sendToLimbo(theirs.bob, CHEST)
  expect(theirs.away(theirs.bob)?.met).toMatchObject([
    { kind: 'away', id: CHEST, by: 'theirs', client: theirs.bob.scene.clientID },
  ])
  const mine = apart()
  sendToLimbo(mine.me, CHEST)
  sendToLimbo(mine.me, LAMP)
  rename(mine.bob, CHEST, 'box')
  insertText(mine.bob, LAMP, 0, 'It shines. ')
  const told = mine.away(mine.bob)?.met.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const by = { kind: 'away', by: 'mine', client: mine.bob.scene.clientID }
  expect(told).toMatchObject([
    { ...by, id: CHEST },
    { ...by, id: LAMP },
  ])
  const both = apart()
  sendToLimbo(both.me, CHEST)
  sendToLimbo(both.bob, CHEST)
  expect(both.away(both.bob)?.met).toEqual([])
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
    const told = away(bob, eve, elsewhere)
    if (!told) throw new Error('something was expected')
    const authors: EditAuthors = new Map([
      [bob.scene.clientID, { kind: 'person', name: 'Bob' }],
      [elsewhere.scene.clientID, { kind: 'you' }],
    ])
    const report = awayReportOf(told, authors)
    const lines = Object.fromEntries(
      report.groups.map(({ who, lines }) => [
        who,
        lines.map(({ name, words }) => `${name}: ${words}`).toSorted(),
      ]),
    )
    expect(lines).toEqual({
      Bob: ['box: renamed', 'lamp: moved and written on'],
      Somebody: ['garden: written on'],
    })
    expect(report.groups.at(-1)?.who).toBe('Somebody')
    expect(headline(report)).toMatch(/changed/)
  })

  test.each([
    [61_000, '1 minute'],
    [50 * 60_000, '50 minutes'],
    [3 * 3_600_000, '3 hours'],
    [72 * 3_600_000, '3 days'],
  ])('says that %i ms are %s', (ms, words) => expect(lengthOf(ms)).toBe(words))
})
