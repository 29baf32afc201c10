// Pages of attackers, put together from their words at random, and what the markup of a page consists of.
import { blocksOf } from '../../../shared/page/page-blocks.ts'
import { toHtml } from '../../../shared/page/page-html.ts'
import { MATH_ATTRIBUTES, MATH_TAGS } from '../../../shared/page/math-elements.ts'
import { linesOf } from '../../../shared/page/page-lines.ts'
import { linkTargetOf, pictureSource } from '../../../shared/page/page-links.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { LINKS, PICTURES, SCRIPTS } from '../../browser/attacks/attack-words.ts'
import type { Random } from '../../simulation/random.ts'

const FORMS = [
  '# ',
  '> ',
  '> [!"><script>] ',
  '- ',
  '- [x] ',
  '1. ',
  '    ',
  '| ',
  '#on" onload="x ',
  '[^1]: ',
]
const SIGNS = [
  '*',
  '**',
  '`',
  '==',
  '~~',
  '|',
  '\\',
  '"',
  "'",
  '>',
  '<',
  '&',
  '$',
  '[[',
  ']]',
  '![[',
  '](',
  ')',
  ' ',
]
const BLOCKS = [
  '```js" onload="got()',
  '```',
  '$$',
  '$\\frac{a}{\\text{<b>"}}$ $\\href{javascript:got()}{x}$ $\\class{a}{x}$',
  '> [!tip]- x',
  '| a | b |\n| - | - |',
  '<div onclick="got()">',
  '<!--',
  '-->',
]
const WORDS = [...SCRIPTS, ...LINKS, ...PICTURES].map((words) => words.replaceAll('EVIL', 'evil.example'))

export function hostilePage(random: Random): string {
  const one = (all: readonly string[]): string => all[random.below(all.length)] ?? ''
  const line = (): string =>
    random.below(6) === 0
      ? one(BLOCKS)
      : [
          one(FORMS),
          ...Array.from({ length: random.below(6) }, () => one(SIGNS) + one(WORDS) + one(SIGNS)),
        ].join('')
  return Array.from({ length: 1 + random.below(12) }, line).join(random.below(2) === 0 ? '\n' : '\n\n')
}

/** The two ways in which a page becomes markup: as lines, before the app is there, and as blocks. */
const SINKS = { lines: linesOf, blocks: blocksOf }

/** `hrefOf` judges nothing: the markup has to. */
export function htmlOf(page: string, sink: keyof typeof SINKS): string {
  const world = {
    origin: 'https://my.one',
    isUnknown: () => true,
    isTurned: () => false,
    picturesByName: () => [],
    hasEmbeds: true,
    hrefOf: (written: string) => written,
    values: new Map([['on', { value: '"><script>got()</script>', isPersonal: true }]]),
  }
  return toHtml(SINKS[sink](pageParser.parse(page), page, world))
}

const TAGS = (
  'a blockquote br code del details div em figure h1 h2 h3 h4 h5 h6 hr img input label li mark ol p pre span ' +
  'strong summary sup table tbody td th thead tr ul'
).split(' ')
const VALUES: Readonly<Record<string, (value: string) => boolean>> = {
  class: (value) => /^[a-z][\w -]*$/i.test(value),
  href: (value) =>
    /^(?:https?:\/\/|[#/]|[a-z0-9@.-]+\/)/i.test(value) && linkTargetOf(value, '').kind !== 'nowhere',
  src: (value) => pictureSource(value, '') !== null,
  alt: () => true,
  title: () => true,
  'aria-label': () => true,
  scope: (value) => value === 'col',
  type: (value) => value === 'checkbox',
  height: (value) => /^\d+$/.test(value),
  width: (value) => /^\d+$/.test(value),
  start: (value) => /^\d+$/.test(value),
  dir: (value) => ['ltr', 'rtl'].includes(value),
  rel: (value) => value === 'noopener noreferrer',
  role: (value) => /^[a-z]+$/.test(value),
  'aria-hidden': (value) => value === 'true',
  'aria-checked': (value) => ['true', 'false'].includes(value),
}
const PIECE = /^(?:[^<>&"]+|&(?:amp|lt|gt|quot);|<\/([a-z0-9]+)>|<([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>)/

/** What of some markup is none that we make; null: nothing is. */
export function strangeIn(html: string): string | null {
  const open: string[] = []
  for (let rest = html; rest !== '';) {
    const [piece, closed, tag, attributes = ''] = PIECE.exec(rest) ?? []
    if (piece === undefined) return rest.slice(0, 100)
    rest = rest.slice(piece.length)
    if (closed !== undefined && open.pop() !== closed) return piece
    if (tag === undefined) continue
    const isMath = MATH_TAGS.has(tag)
    if (!isMath && !TAGS.includes(tag)) return piece
    if (!['br', 'hr', 'img', 'input'].includes(tag)) open.push(tag)
    for (const [, name = '', written] of attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
      const isAllowed = isMath
        ? MATH_ATTRIBUTES.has(name) && name !== 'class'
        : written === undefined
          ? ['checked', 'disabled', 'open'].includes(name)
          : VALUES[name]?.(plainOf(written)) === true
      if (!isAllowed) return piece
    }
  }
  return open.length === 0 ? null : open.join(' ')
}

const plainOf = (written: string): string =>
  written.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
