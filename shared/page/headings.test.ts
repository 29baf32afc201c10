// The headings of a page.
import { expect, test } from 'vitest'
import { headingsOf } from './headings.ts'

const lines = (text: string): string[] =>
  headingsOf(text).map(({ level, text: words, line }) => `${line} ${'#'.repeat(level)} ${words}`)

test('[M7] headings of both kinds, with their lines and without their signs', () => {
  expect(
    lines(
      '# One **two** `x` ##\ntext\n\n### [Three](a/b) *four*\nFive\n====\n\nSix\n---\n#nothing\n####### nor this\n#',
    ),
  ).toEqual(['1 # One two x', '4 ### Three four', '5 # Five', '8 ## Six', '12 # '])
})

test('[M7] code, rules, lists and tables have none', () => {
  expect(
    lines('```js\n# no\n~~~\n```\n# yes\n\n---\n- a\n---\n| a |\n---\n    # no\n~~~~\n# no\n~~~\n# no'),
  ).toEqual(['5 # yes'])
})
