// Where links lead: only to targets that are known to be safe.
import { expect, test } from 'vitest'
import { pictureSource, linkTargetOf, writeAddress } from './page-links.ts'

const ORIGIN = 'https://my.one'

test('[M4] a link leads to a thing, to a world, or out', () => {
  expect(linkTargetOf('#lamp-1', ORIGIN)).toEqual({ kind: 'thing', id: 'lamp-1' })
  expect(linkTargetOf('#lamp-1/how-to', ORIGIN)).toEqual({ kind: 'thing', id: 'lamp-1', section: 'how-to' })
  const garden = { kind: 'world', address: 'ada/garden', floor: null }
  for (const href of ['ada/garden', '/w/ada/garden', 'Ada/Garden', `${ORIGIN}/w/ada/garden`])
    expect(linkTargetOf(href, ORIGIN)).toEqual(garden)
  expect(linkTargetOf('/w/ada/garden#lamp', ORIGIN)).toEqual({ ...garden, floor: 'lamp' })
  expect(linkTargetOf('<ada/my-garden>', ORIGIN)).toMatchObject({ address: 'ada/my-garden' })
  expect(linkTargetOf('http://example.org/a?b#c', ORIGIN)).toMatchObject({
    kind: 'outside',
    url: 'http://example.org/a?b#c',
    site: 'example.org',
  })
  expect(linkTargetOf('www.example.org', ORIGIN)).toMatchObject({ url: 'https://www.example.org/' })
})

test('[M4] a link leads to a heading of the page, in its letters or in percents', () => {
  const heading = (section: string) => ({ kind: 'heading', section })
  for (const href of ['#über-uns', '#%C3%BCber-uns', '<#über-uns>'])
    expect(linkTargetOf(href, ORIGIN)).toEqual(heading('über-uns'))
  for (const name of ['你好', 'שלום-עולם', '-😄', '️-love', '100%', 'limbo', 'x'.repeat(65)])
    expect(linkTargetOf(`#${name}`, ORIGIN)).toEqual(heading(name))
  expect(linkTargetOf('#-%F0%9F%98%84', ORIGIN)).toEqual(heading('-😄'))
  const there = { kind: 'thing', id: 'lamp-1', section: 'über-uns' }
  for (const href of ['#lamp-1/über-uns', '#lamp-1/%C3%BCber-uns'])
    expect(linkTargetOf(href, ORIGIN)).toEqual(there)
  expect(linkTargetOf('#snake\\_case', ORIGIN)).toEqual({ kind: 'thing', id: 'snake_case' })
})

test('[M4] no other scheme leads anywhere, however it is written', () => {
  const schemes = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://my.one/x',
    'mailto:ada@example.org',
    '//example.org/x',
    '#',
    '',
    'a',
    'a/b/c',
    'https://',
    '/api/worlds',
  ]
  for (const href of schemes) expect([href, linkTargetOf(href, ORIGIN).kind]).toEqual([href, 'nowhere'])
})

test('[M5] pictures come from the page itself or from this node', () => {
  const asset = `/assets/${'a1'.repeat(32)}`
  expect(pictureSource('data:image/png;base64,AAAA', ORIGIN)).toBe('data:image/png;base64,AAAA')
  expect(pictureSource(asset, ORIGIN)).toBe(asset)
  expect(pictureSource(ORIGIN + asset, ORIGIN)).toBe(asset)
  for (const src of [
    'https://example.org/a.png',
    'data:text/html,x',
    '/api/me',
    '/assets/../api/me',
    'a.png',
  ])
    expect(pictureSource(src, ORIGIN)).toBeNull()
})

test('[F20] a link leads to a picture of this node', () => {
  const url = `/assets/${'a1'.repeat(32)}`
  expect(linkTargetOf(url, ORIGIN)).toEqual({ kind: 'picture', url })
})

test('[M4] an address is written so that it is read again', () => {
  expect(writeAddress(' https://example.org/a_(b) ')).toBe('<https://example.org/a_(b)>')
  expect(writeAddress('ada/garden')).toBe('ada/garden')
  expect(writeAddress('a\n<b>')).toBe('ab')
})
