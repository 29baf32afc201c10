// Adds to from-html.test.ts how long it takes where somebody wants it to take long.
import { expect, test } from 'vitest'
import { markdownFrom } from './from-html.ts'

const TIMES = 20_000

test.each([
  '<a ',
  '<div ',
  '<b>',
  '<ul><li>',
  '<a href="',
  '</p',
  '<!--',
  '<table><tr><td>',
  '&#',
  '"\'<p ',
  '<script>',
  '<math>',
  '<sup>1</sup>',
  '<ul data-indent="1"><li>a</ul>',
  '<tr><td rowspan="1000">a</td></tr>',
])('nothing takes long: %s', (bomb) => {
  const start = performance.now()
  try {
    markdownFrom(`<table>${bomb.repeat(TIMES)}`, '…')
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
  }
  expect(performance.now() - start).toBeLessThan(3_000)
})
