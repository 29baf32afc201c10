// Reading a text piece by piece gives what reading it at once gives.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { pageText } from '../../../shared/world/live/page-text.ts'
import { TEXT_MAX } from '../../../shared/world/limits.ts'
import { TextReading } from '../../../shared/yjs/texts/text-reading.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'

const SEED = seedFromEnvironment()

it(`of a text with deletions, marks and embedded values (INKLAND_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)
  const text = new Y.Doc().getText('text')
  for (let edit = 0; edit < 500; edit += 1) {
    const at = random.below(text.length + 1)
    const kind = random.below(8)
    if (kind === 0) text.delete(at, Math.min(3, text.length - at))
    else if (kind === 1) text.format(at, Math.min(3, text.length - at), { bold: true })
    else if (kind === 2) text.insertEmbed(at, { image: 'x' })
    else text.insert(at, 'a word 🌱 '.slice(0, 1 + random.below(9)))
    const reading = new TextReading(text, TEXT_MAX)
    const steps = 1 + random.below(100)
    while (reading.whole === null) expect(reading.readOn(steps)).toBeLessThanOrEqual(steps)
    expect(reading.whole).toBe(text.toJSON())
  }
})

it('no more than a page holds, well formed, and in goes that are bounded', () => {
  const text = new Y.Doc().getText('text')
  text.insert(0, '🌱'.repeat(TEXT_MAX))
  text.delete(0, 1)
  const reading = new TextReading(text, TEXT_MAX)
  expect(reading.readOn(10)).toBe(0)
  expect(reading.whole).toBe(pageText(text))
  expect(new TextReading('as it is', 4).readOn(10)).toBeGreaterThan(0)
})

it('a change between two pieces ends it, and it follows the text no longer than it needs', () => {
  const text = new Y.Doc().getText('text')
  // Each before the one that was written last, so that they are no one item.
  for (let at = 0; at < 100; at += 1) text.insert(0, 'x')
  const changed = new TextReading(text, TEXT_MAX)
  changed.readOn(10)
  expect([changed.whole, changed.isStale]).toEqual([null, false])
  text.delete(90, 1)
  expect(changed.isStale).toBe(true)
  expect(changed.readOn(10)).toBe(10)
  expect(changed.whole).toBeNull()
  const [read, stopped] = [new TextReading(text, TEXT_MAX), new TextReading(text, TEXT_MAX)]
  read.readOn(10)
  stopped.readOn(10)
  stopped.stop()
  read.readOn(1_000)
  text.insert(5, 'y')
  expect([read.isStale, stopped.isStale]).toEqual([false, false])
  expect(read.whole).toBe('x'.repeat(99))
})
