// Every way in which a text is written as a difference: the page says what was meant, and no character of two
// units is cut. Yjs puts U+FFFD in place of each half of a cut one.
import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { wholeChanges } from '../../../client/page/binding/unseen-changes.ts'
import { applyChanges } from '../../../shared/history/changes/apply-changes.ts'
import { changesBetween } from '../../../shared/history/changes/changes-between.ts'
import { restoreScene, type RestoreChoice } from '../../../shared/history/changes/restore.ts'
import { stateDifference } from '../../../shared/history/changes/state-difference.ts'
import { createPageEdits } from '../../../shared/play/documents/page-edits.ts'
import { parseMemberId } from '../../../shared/world/address.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id, make, makeWorld } from '../world/made.ts'

const LAMP = id('lamp')
const ADA = parseMemberId('ada')

/** Of emoji, each two have a half in common with another one. */
const EMOJI = ['😀', '😁', '🈀', '🨀']
/** Letters of several: families with joiners, a flag, a skin, an accent. */
const JOINED = ['👨‍👩‍👧', '👨‍👩‍👦', '🇩🇪', '👍🏽', 'e\u0301', '\u0301', '\u200d']
const LETTERS = ['a', 'b', '\n', ...EMOJI, ...JOINED]
const words = fc.array(fc.constantFrom(...LETTERS), { maxLength: 8 }).map((letters) => letters.join(''))
/** Each seed takes every way; the hard run has 10,000. */
const runs = { numRuns: process.env['INKLAND_HARD'] === undefined ? 50 : 10_000 }

const pageOf = (scene: Y.Doc): string => textOf(scene, LAMP)?.toJSON() ?? ''

function copyOf(scene: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: false })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(scene))
  return copy
}

/** A world whose lamp says the texts, one after the other, and its scene at each of them. */
function scenesOf(...texts: readonly string[]): Y.Doc[] {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: texts[0] ?? '' })
  return texts.map((text) => {
    setText(world, LAMP, text)
    expect(pageOf(world.scene)).toBe(text)
    return copyOf(world.scene)
  })
}

const restored = (now: Y.Doc, past: Y.Doc, choice: RestoreChoice): string => {
  const scene = copyOf(now)
  restoreScene(scene, past, choice)
  return pageOf(scene)
}

test('[HI6] a restored page has its emoji, whatever emoji came instead', () => {
  for (const [was, is] of [
    ['a😀b', 'a😁b'],
    ['a😀b', 'a🨀b'],
    ['a👨‍👩‍👧b', 'a👨‍👩‍👦b'],
    ['a😀😁', 'a😁😀'],
  ] as const) {
    const [past, now] = scenesOf(was, is)
    expect(restored(now!, past!, { kind: 'everything' })).toBe(was)
  }
})

test('[HI6] restoring brings back each letter whole, in all, in a thing, a page and a passage', () => {
  fc.assert(
    fc.property(words, words, words, fc.nat(12), fc.nat(12), (was, between, is, start, length) => {
      const [past, , now] = scenesOf(was, between, is)
      for (const choice of [
        { kind: 'everything' },
        { kind: 'things', things: [LAMP] },
        { kind: 'page', id: LAMP },
      ] as const)
        expect(restored(now!, past!, choice)).toBe(was)
      const passage = { kind: 'passage', id: LAMP, from: start, to: start + length } as const
      expect(restored(now!, past!, passage).isWellFormed()).toBe(true)
      expect(restored(now!, past!, passage)).not.toContain('\uFFFD')
    }),
    runs,
  )
})

test('[HI6] what a program of others cut is whole again after a restore', () => {
  const [past] = scenesOf('a😀b')
  const now = copyOf(past!)
  // A stock editor replaces the half that differs.
  const page = textOf(now, LAMP)!
  page.delete(2, 1)
  page.insert(2, '\uDE01')
  expect(restored(now, past!, { kind: 'page', id: LAMP })).toBe('a😀b')
})

test('[HI3] a timeline goes over emoji and back', () => {
  fc.assert(
    fc.property(words, words, (was, is) => {
      const [before, after] = scenesOf(was, is)
      const bytes = Y.encodeStateAsUpdate(after!, Y.encodeStateVector(before!))
      const changes = changesBetween(copyOf(before!), [{ bytes, author: ADA! }])
      for (const [scene, list, direction, text] of [
        [before, changes, 'forward', is],
        [after, changes, 'backward', was],
        [before, stateDifference(before!, after!), 'forward', is],
      ] as const) {
        const shown = copyOf(scene!)
        expect(applyChanges(shown, list, direction)).toBe(true)
        expect(pageOf(shown)).toBe(text)
      }
    }),
    runs,
  )
})

test('a program writes pages without cutting an emoji', () => {
  fc.assert(
    fc.property(words, words, (was, is) => {
      const text = new Y.Doc().getText('page')
      text.insert(0, was)
      const edits = createPageEdits({
        view: createView(new Y.Doc(), new Y.Doc()),
        stored: () => was,
        editPage: (_, edit) => Promise.resolve(edit(text)),
        onChanged: () => undefined,
        onFailed: () => undefined,
      })
      edits.add(LAMP, { type: 'write', words: is, by: LAMP }, is, 0)
      edits.step(10_000)
      expect(text.toJSON()).toBe(is)
    }),
    runs,
  )
})

test('an editor that compares what the browser shows unit by unit writes whole letters', () => {
  fc.assert(
    fc.property(words, words, (was, is) => {
      const page = sceneArtifact(scenesOf(was)[0]!, LAMP)?.get('text')
      if (!(page instanceof Y.Text)) throw new Error('no page')
      const doc = Text.of(was.split('\n'))
      wholeChanges(unitByUnit(was, is), doc).iterChanges((from, to, _from, _to, inserted) => {
        page.delete(from, to - from)
        page.insert(from, inserted.toString())
      })
      expect(page.toJSON()).toBe(is)
    }),
    runs,
  )
})

/** As CodeMirror finds what an input method wrote. */
function unitByUnit(a: string, b: string): ChangeSet {
  const shorter = Math.min(a.length, b.length)
  let [start, end] = [0, 0]
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end))
    end += 1
  const insert = b.slice(start, b.length - end)
  return ChangeSet.of({ from: start, to: a.length - end, insert }, a.length, '\n')
}
