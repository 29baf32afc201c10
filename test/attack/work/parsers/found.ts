// Inputs that once held a node up, by the name of their kind, costliest first when they were found, with
// their cost then.
import type { Recipe } from './texts.ts'

const MARKS: Recipe = [
  ['\u0301', 25_000],
  ['\u0323', 25_000],
]

export const FOUND_TEXTS: Readonly<Record<string, readonly Recipe[]>> = {
  // Marks are sorted by insertion: 1.4 s for 100 kB, of anybody who signs up; minutes for a page's portal.
  addresses: [[['a', 1], ...MARKS, ['/b', 1]], MARKS],
  accounts: [MARKS],
  'titles as words': [MARKS],
  'fields of things': [
    [
      ['\u0301', 500_000],
      ['\u0323', 500_000],
    ],
  ],
  // Each was signed and compared: 15 ms, five times a request.
  cookies: [[['inkland_session=a.b;', 800]]],
  'user agents': [[['.Version/', 2_000]]],
  // Each length of what is many times was tried, since a `\r` ends what may follow: 105 s.
  'pages with anchors': [
    [
      ['```', 131_072],
      ['\r-->* \n', 32_768],
      ['#', 1],
    ],
    [
      ['#name', 1],
      [' ', 400_000],
      ['\r-', 1],
    ],
  ],
  // The same, by U+2028: hours.
  'pages as programs': [
    [
      ['```js\n```\n', 1],
      ['~', 400_000],
      ['\u2028x', 1],
    ],
    [
      ['```js\n```\n*', 1],
      [' ', 400_000],
      ['\u2028x', 1],
    ],
  ],
  'bodies of JSON': [
    // 8 ms and as much again to throw it away; a hundred at once, 2.7 s.
    [
      ['[', 50_000],
      [']', 50_000],
    ],
    // 5 ms for keys, 40 ms for shapes.
    [
      ['{"a":[', 1],
      ['{"k":0},', 12_000],
      ['0]}', 1],
    ],
  ],
}
