import { expect, test } from 'vitest'
import { calloutIn } from './callouts.ts'

test('[M9] a quotation whose first line begins with a word in brackets is a callout', () => {
  expect(calloutIn('> [!note] Title\n> words')).toEqual({
    from: 2,
    to: 9,
    kind: 'note',
    look: 'callout-note',
    fold: null,
  })
  expect(calloutIn('>[!WARNING]')).toMatchObject({ kind: 'WARNING', look: 'callout-warning' })
  expect(calloutIn('> [!tip]- folded elsewhere')).toMatchObject({
    to: 9,
    look: 'callout-tip',
    fold: 'closed',
  })
  expect(calloutIn('> [!tip]+ open elsewhere')).toMatchObject({ fold: 'open' })
  expect(calloutIn('> [!someone-else’s] x')).toBeNull()
  expect(calloutIn('> words [!note]')).toBeNull()
  expect(calloutIn('> [!note](address)')).toBeNull()
  expect(calloutIn('> words\n> [!note]')).toBeNull()
})
