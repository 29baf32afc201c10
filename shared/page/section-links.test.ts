// Headings by the name that links have for them.
import { expect, test } from 'vitest'
import { headingFor } from './section-links.ts'

test('[F4] a heading is found by its words, small and with dashes, the second of the same by its number', () => {
  const page = '# Getting *Started*\n\n## `use()`, twice\n\n```\n# No\n```\n\n## Getting started\n'
  expect(headingFor(page, 'getting-started')?.line).toBe(1)
  expect(headingFor(page, 'use-twice')?.line).toBe(3)
  expect(headingFor(page, 'getting-started-1')?.line).toBe(9)
  for (const section of ['no', '', 'getting started']) expect(headingFor(page, section)).toBeNull()
})

test('[M4] [F4] headings have the names that GitHub gives them, whatever their letters', () => {
  const named: readonly (readonly [heading: string, name: string])[] = [
    ['Über uns', 'über-uns'],
    ['Профили пользователей', 'профили-пользователей'],
    ['Привет non-latin 你好', 'привет-non-latin-你好'],
    ['使い方（はじめに）', '使い方はじめに'],
    ['שָׁלוֹם עולם', 'שָׁלוֹם-עולם'],
    ['😄 unicode emoji', '-unicode-emoji'],
    ['😄_😄 again', '_-again'],
    ['❤️ and 👩‍🚀', '️-and-'],
    ['I ♥ unicode', 'i--unicode'],
    ['en–dash – it’s 10² and Ⅷ', 'endash--its-10-and-ⅷ'],
    [
      'exchange.bind_headers(exchange, routing [, bindCallback])',
      'exchangebind_headersexchange-routing--bindcallback',
    ],
    ['A [link](x.md), an ![image](x.png), <b>bold</b> &amp; [more][ref], `<b>`', 'a-link-an--bold--more-b'],
  ]
  for (const [heading, name] of named)
    expect([heading, headingFor(`# ${heading}`, name)?.line]).toEqual([heading, 1])
  const lineOf = (page: string, name: string): number | undefined => headingFor(page, name)?.line
  const echo = '# echo\n# echo\n# echo 1\n# echo-1\n# echo'
  expect(['echo', 'echo-1', 'echo-1-1', 'echo-1-2', 'echo-2'].map((name) => lineOf(echo, name))).toEqual([
    1, 2, 3, 4, 5,
  ])
  expect(
    ['foxtrot-1', 'foxtrot', 'foxtrot-2'].map((name) => lineOf('# foxtrot-1\n# foxtrot\n# foxtrot', name)),
  ).toEqual([1, 2, 3])
})

test('[M4] a name that is copied a little otherwise leads there too, unless another heading has that very name', () => {
  const page = '# Über uns\n# ❤️ Love\n# ΟΔΟΣ\n# 🚀 Start'
  expect(headingFor(page, 'Über-Uns')?.line).toBe(1)
  expect(headingFor(page, 'u\u0308ber-uns')?.line).toBe(1)
  expect(headingFor(page, '-love')?.line).toBe(2)
  expect(headingFor(page, 'οδοσ')?.line).toBe(3)
  expect(headingFor(page, 'start')?.line).toBe(4)
  expect(headingFor(`${page}\n# Start`, 'start')?.line).toBe(5)
  for (const section of ['uber-uns', '-', '--', 'über']) expect(headingFor(page, section)).toBeNull()
})
