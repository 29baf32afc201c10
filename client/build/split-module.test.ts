// Modules that are taken apart for the first view.
import { expect, test } from 'vitest'
import { FIRST_PART, splitModule } from './split-module.ts'

/** The two parts of a module of which `kept` is used at first. */
function split(
  code: string,
  ...kept: string[]
): { readonly first: string; readonly rest: string; readonly whole: string } {
  const parts = splitModule(code, new Set(kept), 'ts')
  if (parts === null) throw new Error('it was not taken apart')
  return { first: parts.first, rest: parts.rest, whole: parts.whole('a.first.ts', 'a.rest.ts') }
}

test('each declaration is in one part, and the rest imports from the first', () => {
  const { first, rest, whole } = split(
    `import { far, near } from './places.ts'
    const shared = new Map<string, number>()
    export function seen(): void { near(shared) }
    class Later { at = far(shared) }
    export { Later as Afterwards }`,
    'seen',
  )
  expect(first).toContain('const shared')
  expect(first).toContain('function seen')
  expect(first).toContain(`import { near as near } from './places.ts'`)
  expect(first).not.toMatch(/Later|far/)
  expect(rest).toContain('class Later')
  expect(rest).toContain(`import { far as far } from './places.ts'`)
  expect(rest).toContain(`import { shared } from '${FIRST_PART}'`)
  expect(rest).not.toMatch(/const shared|near/)
  expect(whole).toBe(
    'export { seen as seen } from "a.first.ts"\nexport { Later as Afterwards } from "a.rest.ts"',
  )
})

test('what writes to a variable stays with it, and a variable of the same name within is another', () => {
  const { first, rest } = split(
    `let count = 0
    export const seen = () => count
    export const raise = () => { count += 1 }
    export const other = (list) => { let count = 0; for (const each of list) count += each; return count }`,
    'seen',
  )
  expect(first).toContain('raise')
  expect(rest).toContain('other')
  expect(rest).toContain(`import {  } from '${FIRST_PART}'`)
})

test('what does something as it is loaded stays in the first part', () => {
  const { first, rest } = split(
    `import './style.css'
    export const seen = 1
    export const asked = fetch('/')
    export const made = /* @__PURE__ */ make()
    export const known = new Set(['a'])
    listen(seen)`,
    'seen',
  )
  expect(first).toMatch(/import '.\/style.css'/)
  expect(first).toMatch(/asked/)
  expect(first).toMatch(/listen\(seen\)/)
  expect(rest).toMatch(/made/)
  expect(rest).toMatch(/known/)
  expect(rest).not.toMatch(/asked|style/)
})

test('a module stays whole if all of it is used, or if its names cannot be told', () => {
  expect(splitModule('export const seen = 1', new Set(['seen']), 'js')).toBeNull()
  expect(splitModule(`export * from './all.js'\nexport const later = 1`, new Set(), 'js')).toBeNull()
})
