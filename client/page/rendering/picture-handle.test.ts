import { expect, test } from 'vitest'
import { sizedStart } from './picture-handle.ts'

test.each([
  ['![A pond](/assets/x) more', '![A pond|300](/assets/x) more'],
  ['![A pond|90](/assets/x "title")', '![A pond|300](/assets/x "title")'],
  ['![](/assets/x)', '![|300](/assets/x)'],
  ['![[map.png]] more', '![[map.png|600]] more'],
  ['![[map.png|120x40]]', '![[map.png|600]]'],
  ['![[map.png|The way home]]', null],
  ['![A pond]', null],
])('%s', (written, sized) => {
  const start = sizedStart(written, 300, 2)
  expect(start && start.insert + written.slice(start.length)).toBe(sized)
})
