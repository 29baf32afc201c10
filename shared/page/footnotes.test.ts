import { expect, test } from 'vitest'
import { noteLabel, otherEndOfNote } from './footnotes.ts'

test('[M10] a footnote leads to its words, and these lead back to where it is meant first', () => {
  const page = 'One[^a] and two[^b], again[^a].\n\n[^a]: words\n[^b]: others, see [^a]: there'
  expect(otherEndOfNote(page, '[^a]')).toBe(page.indexOf('[^a]: words') + 2)
  expect(otherEndOfNote(page, '[^a]:')).toBe(page.indexOf('[^a]') + 2)
  expect(otherEndOfNote(page, '[^b]:')).toBe(page.indexOf('[^b],') + 2)
  expect(otherEndOfNote(page, '[^c]')).toBeNull()
  expect(noteLabel('[^a b]:')).toBe('a b')
})
