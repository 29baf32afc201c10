// [F17] What a tag of HTML says of an image.
import { expect, test } from 'vitest'
import { htmlImagesIn } from './html-images.ts'

const said = (html: string) =>
  htmlImagesIn(html).map(({ src, alt, width, height }) => [src, alt, width, height])

test('attributes stand in any order, in any quotes or none', () => {
  expect(said('<img src="a.png" width="120" alt="A red lamp">')).toEqual([['a.png', 'A red lamp', 120, null]])
  expect(said("<IMG\n HEIGHT=20 alt='' SRC='./b c.png'/>")).toEqual([['./b c.png', '', null, 20]])
  expect(said('<img width=10px src=c.png><img alt="a > b" src="d.png" />')).toEqual([
    ['c.png', null, 10, null],
    ['d.png', 'a > b', null, null],
  ])
  expect(said('<img src="a.png?x&amp;y" style="zoom:50%;" width="50%" src="other.png">')).toEqual([
    ['a.png?x&y', null, null, null],
  ])
})

test('what is in a comment, has no address, or never ends is none', () => {
  const none = [
    '<!-- <img src="a.png"> -->',
    '<img alt="x">',
    '<imgs src="a.png">',
    '<img src="a.png"',
    '<!-- <img src=a>',
  ]
  for (const html of none) expect(htmlImagesIn(html), html).toEqual([])
  expect(htmlImagesIn('x <img src="a.png"> y')).toMatchObject([{ from: 2, to: 19 }])
})

test('many that never end are looked through at once', () => {
  for (const odd of ['<img ', '<img "', '<!--', "<img src='"])
    expect(htmlImagesIn(odd.repeat(50_000))).toEqual([])
})
