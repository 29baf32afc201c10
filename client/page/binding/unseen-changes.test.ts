// Changes of others that are not shown yet. The editor and its text become equal, wherever each person wrote,
// and whenever it is shown.
import { ChangeSet, Text } from '@codemirror/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seedFromEnvironment } from '../../../test/simulation/random.ts'
import { UnseenChanges } from './unseen-changes.ts'

interface Page {
  readonly text: Y.Text
  readonly others: Y.Text
  shown: Text
  readonly unseen: UnseenChanges
  /** Others see what is written here, and this text has what they wrote. */
  readonly meet: () => void
  readonly type: (from: number, to: number, insert: string) => void
  readonly show: () => void
}

function openPage(words: string): Page {
  const [mine, theirs] = [new Y.Doc(), new Y.Doc()]
  const [text, others] = [mine.getText('page'), theirs.getText('page')]
  others.insert(0, words)
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
  const unseen = new UnseenChanges()
  const page: Page = {
    text,
    others,
    shown: Text.of(words.split('\n')),
    unseen,
    meet() {
      Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(mine)))
      Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine, Y.encodeStateVector(theirs)))
    },
    type(from, to, insert) {
      const changes = ChangeSet.of({ from, to, insert }, page.shown.length)
      page.shown = changes.apply(page.shown)
      mine.transact(() => write(text, unseen.typed(changes)), unseen)
    },
    show() {
      page.shown = unseen.show()?.apply(page.shown) ?? page.shown
    },
  }
  text.observe(({ delta }, { origin }) => {
    if (origin !== unseen) unseen.take(delta, page.shown.length)
  })
  return page
}

function write(text: Y.Text, changes: ChangeSet): void {
  let shift = 0
  changes.iterChanges((from, to, _fromAfter, _toAfter, inserted) => {
    if (to > from) text.delete(from + shift, to - from)
    text.insert(from + shift, inserted.toString())
    shift += inserted.length - (to - from)
  })
}

test('what is typed before it is seen what others wrote, goes where it was meant to go', () => {
  const page = openPage('one two')
  page.others.insert(0, 'zero ')
  page.meet()
  page.type(3, 3, ',')
  expect(page.text.toJSON()).toBe('zero one, two')
  expect(page.shown.toString()).toBe('one, two')
  expect(page.unseen.indexInText(4)).toBe(9)
  expect(page.unseen.placeShown(9)).toBe(4)
  page.show()
  expect(page.shown.toString()).toBe('zero one, two')
})

test('what two wrote at one place is in one order, shown or not', () => {
  const page = openPage('ab')
  page.others.insert(1, 'theirs')
  page.meet()
  page.type(1, 1, 'mine')
  page.show()
  expect(page.shown.toString()).toBe(page.text.toJSON())
  expect(page.text.toJSON()).toBe('atheirsmineb')
})

test('whatever is written here and elsewhere, an editor that shows all of it says what its text says', () => {
  const seed = seedFromEnvironment() % 100_000
  let state = seed
  const chance = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  const words = (): string => ['', 'a', 'bc', '\n', 'x\ny', 'long word'][chance(6)] ?? ''
  for (let round = 0; round < 60; round += 1) {
    const page = openPage('It is quiet here\nin the morning.')
    for (let step = 0; step < 60; step += 1) {
      const deed = chance(5)
      const { length } = deed < 2 ? page.shown : page.others
      const from = chance(length + 1)
      const to = Math.min(length, from + chance(4))
      if (deed < 2) page.type(from, to, words())
      else if (deed < 4) {
        page.others.delete(from, to - from)
        page.others.insert(from, words())
        if (chance(2) === 0) page.meet()
      } else page.show()
      expect(page.unseen.textLength(page.shown.length), `seed ${seed}`).toBe(page.text.length)
      const at = chance(page.shown.length + 1)
      expect(page.unseen.indexInText(at), `seed ${seed}`).toBeLessThanOrEqual(page.text.length)
    }
    page.meet()
    page.show()
    expect(page.shown.toString(), `seed ${seed}`).toBe(page.text.toJSON())
    expect(page.others.toJSON(), `seed ${seed}`).toBe(page.text.toJSON())
  }
})
