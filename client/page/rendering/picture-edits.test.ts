// [M5] A picture is written anew with another size, or on another side.
import { expect, test } from 'vitest'
import { readPicture, withHeight, withWidth, type WrittenPicture } from './picture-edits.ts'

/** As it is written once its label is another one; null: it has none. */
function rewritten(
  written: string,
  change: (picture: WrittenPicture) => WrittenPicture['label'],
  bar = '|',
): string | null {
  const picture = readPicture(written)
  if (picture === null) return null
  const { length, insert } = picture.relabel(change(picture), bar)
  return insert + written.slice(length)
}

test.each([
  ['![A pond](/assets/x) more', '![A pond|300](/assets/x) more'],
  ['![A pond|90](/assets/x "title")', '![A pond|300](/assets/x "title")'],
  ['![A pond|left|90x45](/assets/x)', '![A pond|left|600x300](/assets/x)'],
  ['![](/assets/x)', '![|300](/assets/x)'],
  ['![[map.png]] more', '![[map.png|600]] more'],
  ['![[map.png|120x40]]', '![[map.png|600]]'],
  ['![[map.png|right 120]]', '![[map.png|right 600]]'],
  ['![[map.png|The way home]]', null],
  ['<img alt="x" width=90 height=\'9\' src="map.png"/> b', '<img alt="x" src="map.png" width="600"/> b'],
  ['![A pond]', null],
])('300 high: %s', (written, sized) => {
  expect(rewritten(written, (picture) => withHeight(picture, 300, 2))).toBe(sized)
})

test.each([
  ['![A pond|90](/assets/x)', '![A pond|200x100](/assets/x)'],
  ['![[map.png]]', '![[map.png|200]]'],
  ['<img src="map.png">', '<img src="map.png" width="200">'],
])('200 wide: %s', (written, sized) => {
  expect(rewritten(written, (picture) => withWidth(picture, 200, 2))).toBe(sized)
})

test('a picture is never wider than the text, nor higher than it may be', () => {
  expect(rewritten('![a](/x)', (picture) => withWidth(picture, 5000, 2))).toBe('![a|620x310](/x)')
  expect(rewritten('![a](/x)', (picture) => withWidth(picture, 600, 0.1))).toBe('![a|600x2000](/x)')
})

test('it stands left or right, and in the middle where nothing is said; in a table its bars are signs', () => {
  const put = (side: 'left' | 'middle' | 'right', bar?: string) => (written: string) =>
    rewritten(written, ({ label }) => ({ ...label, side }), bar)
  expect(
    ['![a](/x)', '![a|90](/x)', '![a|left|90x45](/x)', '![[m.png]]', '![[m.png|90]]'].map(put('right')),
  ).toEqual([
    '![a|right](/x)',
    '![a|right|90](/x)',
    '![a|right|90x45](/x)',
    '![[m.png|right]]',
    '![[m.png|right 90]]',
  ])
  expect(
    ['![a|right](/x)', '![a|right|90](/x)', '![[m.png|right]]', '![[m.png|right 90]]'].map(put('middle')),
  ).toEqual(['![a](/x)', '![a|90](/x)', '![[m.png]]', '![[m.png|90]]'])
  expect(['![a\\|90](/x)', '![[m.png\\|90]]'].map(put('left', '\\|'))).toEqual([
    '![a\\|left\\|90](/x)',
    '![[m.png\\|left 90]]',
  ])
})
